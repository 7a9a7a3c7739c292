"""The outbox: everything Sporezo says to a person, by any channel, leaves through here. Templates lie in
the app that posts."""
