"""Addresses of `network`."""

from django.urls import path

from sporezo.network.views import five, links, log, network, people

urlpatterns = [
    path("network", network.network, name="network"),
    path("network/reading", network.reading, name="network_reading"),
    path("network/sort", network.sort, name="network_sort"),
    path("network/circles", network.circles, name="network_circles"),
    path("network/contacts/new", people.new_contact, name="new_contact"),
    path("network/contacts/<int:pk>", people.contact, name="contact"),
    path("network/contacts/<int:pk>/edit", people.edit_contact, name="edit_contact"),
    path("network/contacts/<int:pk>/notes", people.notes, name="contact_notes"),
    path("network/contacts/<int:pk>/notes/<int:note>/settled", people.settle_note, name="settle_note"),
    path("network/contacts/<int:pk>/rest", people.rest, name="rest_contact"),
    path("network/contacts/<int:pk>/light", people.light, name="contact_light"),
    path("network/contacts/<int:pk>/removal", people.remove_contact, name="remove_contact"),
    path("network/contacts/<int:pk>/touches", log.touches, name="contact_touches"),
    path("network/touches/<int:pk>/strike", log.strike_touch, name="strike_touch"),
    path("network/log", log.log, name="network_log"),
    path("network/trash", people.trash, name="network_trash"),
    path("network/five", five.five, name="five"),
    path("network/cards", five.cards, name="cards"),
    path("network/cards/picked", five.picked_cards, name="picked_cards"),
    path("network/questions/<int:pk>", links.keep_in_touch, name="keep_in_touch"),
]
