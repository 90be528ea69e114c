"""Where a carrier shows the public how far a parcel is."""

from urllib.parse import quote

from lib.text import fold

# By the folded beginning of the carrier's name; longer names first where one begins another.
ADDRESSES = {
    "chronopost": "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
    "colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
    "correos": "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={number}",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB={number}",
    "dpd": "https://www.dpdgroup.com/be/mydpd/my-parcels/search?parcelNumber={number}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "gls": "https://gls-group.com/GROUP/en/parcel-tracking?match={number}",
    "israel post": "https://mypost.israelpost.co.il/itemtrace?itemcode={number}",
    "דואר ישראל": "https://mypost.israelpost.co.il/itemtrace?itemcode={number}",
    "la poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
    "mondial relay": "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={number}",
    "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
    "seur": "https://www.seur.com/livetracking/?segOnlineIdentificador={number}",
    "ups": "https://www.ups.com/track?tracknum={number}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
}
_FOLDED = {fold(name): address for name, address in ADDRESSES.items()}


def carrier_link(carrier: str, number: str) -> str:
    """The page of this parcel, or nothing: of a carrier that we do not know only the number is shown."""
    name, number = fold(carrier), "".join(number.split())
    if not number:
        return ""
    known = next((address for start, address in _FOLDED.items() if name == start or name.startswith(f"{start} ")), "")
    return known.format(number=quote(number, safe=""))
