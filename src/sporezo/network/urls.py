"""Addresses of `network`."""

from django.urls import path

from sporezo.network.views import five, imports, links, log, network, people, records

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
    path("network/imports", imports.imports, name="imports"),
    path("network/imports/<int:pk>", imports.one_import, name="import"),
    path("network/imports/<int:pk>/run", imports.run, name="import_run"),
    path("network/imports/<int:pk>/undoing", imports.undo, name="import_undo"),
    path("network/imports/<int:pk>/removal", imports.let_go, name="import_removal"),
    path("network/imports/<int:pk>/rows.csv", imports.rows, name="import_rows"),
    path("network/imports/linkedin", imports.linkedin, name="linkedin_archive"),
    path("network/imports/link", imports.upload_link, name="upload_link"),
    path("network/imports/from/<str:token>", imports.bring_file, name="bring_file"),
    path("network/duplicates", records.pairs, name="duplicates"),
    path("network/merges/<int:pk>/undoing", records.undo_merge, name="undo_merge"),
    path("network/contacts/<int:pk>/record", records.record, name="contact_record"),
    path("network/contacts/<int:pk>/record.<str:form>", records.export_contact, name="contact_export"),
    path("network/contacts/<int:pk>/erasure", records.erase, name="erase_contact"),
    path("network/export.<str:form>", records.export_network, name="network_export"),
    path("network/after/<int:pk>", links.after_session, name="keep_after"),
    path("network/questions/<int:pk>", links.keep_in_touch, name="keep_in_touch"),
]
