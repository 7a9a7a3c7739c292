"""The demo town: Lyon and its surroundings, peopled with members who are nobody."""
