// Starts Wagtail's own pieces from data attributes, where Wagtail would print a script into the page that our policy refuses.
const CALLED = new Set(["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"]);
const MADE = /^(InlinePanel|MultipleChooserPanel|[A-Za-z]*Chooser)$/;

class Start extends window.StimulusModule.Controller {
  static values = { call: String, with: Array };

  connect() {
    const piece = window[this.callValue];
    if (this.element.dataset.started || typeof piece !== "function") return;
    this.element.dataset.started = "yes";
    if (CALLED.has(this.callValue)) piece(...this.withValue);
    else if (MADE.test(this.callValue)) new piece(...this.withValue);
  }
}

window.wagtail.app.register("start", Start);
