"""The one settings file, the URL map and the WSGI entry: the front door, where all floors meet."""
