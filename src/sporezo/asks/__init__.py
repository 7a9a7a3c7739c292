"""The seven needs: whom to ask, whether now, through whom, and how it went; introductions, and a guest's door.

Asks rest on the ties and lights that `network` reads, and record exchanges and favours through `network.domain`. What
one asks off the record is nowhere here, and the operator's desk shows nothing of any of it.
"""
