"""Words about accounts for templates."""

from django import template

from education.people.devices import describe

register = template.Library()
register.filter("browser", describe)
