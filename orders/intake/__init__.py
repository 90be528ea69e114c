"""An order that was made somewhere else: taken over once, known by its names there, compared with ours."""
