"""The site's pictures: one cast, drawn once, posed into scenes; `python -m drawings` writes static/img/."""
