"""The face: base templates, components, CSS, JS, the form renderer and htmx helpers. No models."""
