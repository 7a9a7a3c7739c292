"""The plan of the week: gestures within a minute budget, done, put off or set aside."""
