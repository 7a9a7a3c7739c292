"""The outbox: everything Sporezo says to a person, by any channel, leaves through here.

This app knows what was said to whom, whether it left, and which topics a member switched off. It leaves the words to
the app that posts: a notice of kind `meets/confirmed` is written in `meets/templates/meets/notices/confirmed.txt`,
whose first line is the subject and whose paragraphs are the letter, rendered in its reader's language and time zone.

A notice is said at least once. It is claimed by one worker, sent, then marked; when that worker dies in between, a
sweep gives it to another, with the same Message-ID, so that a mail sent twice is recognised as one.
"""
