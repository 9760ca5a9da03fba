"""The one door to forges' APIs: what is asked and answered, without a socket; and one client that has the socket."""
