"""Indonesian: what is asked about the shop and what it sells."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

SHOP: Mapping[Kind, tuple[str, ...]] = {
    Kind.CATALOGUE: (
        "(?:ada|jual|punya|jualan|sedia|menjual|tersedia) (?:apa|produk apa|barang apa|apaan)(?: (?:aja|saja|sih|di sini|disini|kak|toko|hari ini))*",
        "apa (?:aja|saja) (?:yang )?(?:ada|dijual|tersedia|produknya|produk|jual|kalian jual)(?:nya)?",
        "(?:daftar|list|semua|lihat|katalog|cek) ?(?:produk|harga|barang|menu|katalog)?(?:nya)?$",
        "(?:menu|katalog|pricelist|price ?list|produk)(?:nya)?(?: (?:apa|apa aja|apa saja|dong|kak|ya))*$",
        "(?:minta|lihat|kirim|tunjukkan|liat) (?:dong )?(?:menu|katalog|daftar produk|daftar harga|pricelist|produk|list)(?:nya)?",
        "produk apa (?:aja|saja)(?: yang ada)?",
        "apa (?:saja |aja )?produk(?:nya)?(?: (?:kalian|anda|kamu|yang ada))?",
        "kalian jual apa(?: aja| saja)?",
        "(?:toko (?:ini|kamu|kalian) )?jual apa(?: aja| saja)?",
        "daftar (?:produk|harga|menu)",
        "yang ada apa(?: aja| saja)?",
    ),
    Kind.ASK: (
        "(?:berapa|brp)(?: ya| sih| duit)? (?:harga|hrg)(?:nya)?",
        "harga(?:nya)?(?: (?:berapa|brp|dari|untuk))?",
        "(?:berapa|brp)(?:an)?(?: ya| sih| kak)?",
        "(?:apakah |apa )?(?:kalian |kamu |anda |toko )?(?:ada|punya|jual|jualan|menjual|sedia|masih ada|adakah)(?: (?:ga|gak|nggak|tidak|enggak))?",
        "(?:ceritakan|ceritain|jelaskan|jelasin|jelasin dong|info|informasi|detail|deskripsi|kasih tau|kasih tahu)(?: (?:lebih|dong|saya|ke saya))*(?: (?:tentang|soal|mengenai|dari|produk))?",
        "(?:apa|gimana|bagaimana) (?:itu|sih|dengan|soal|kalau)",
        "apa (?:bagusnya|manfaat|kegunaan|fungsi|khasiat|kandungan|bedanya)(?:nya)?",
        "(?:manfaat|kegunaan|kandungan|fungsi|khasiat)(?:nya)?",
        "(?:rekomendasi|rekomendasikan|rekomendasiin|saran|sarankan|bagusnya pakai apa|recommend)(?:in|nya)?(?: dong| kak| untuk)*",
        "(?:lagi |sedang )?(?:cari|mencari|nyari)",
        "bagus (?:ga|gak|nggak|tidak)",
        "(?:ready|stok(?:nya)?|stock)(?: (?:ga|gak|nggak|ada))?",
        "yang (?:mana|bagaimana|cocok)",
        "apa",
        "gimana",
        "bagaimana",
    ),
    Kind.PHOTO: ("(?:(?:kirim|kirimkan|lihat|tunjukkan)(?: saya| aku)? )?(?:foto|gambar)(?:nya)?(?: dari| produk)?",),
    Kind.HOURS: (
        "jam (?:buka|operasional|kerja|berapa (?:buka|tutup))(?:nya)?",
        "(?:buka|tutup) (?:jam (?:berapa|brp)|kapan|sampai jam berapa|hari apa|sampai kapan)",
        "(?:masih |hari ini |besok )?(?:buka|tutup)(?: (?:ga|gak|nggak|tidak|hari ini|besok|kah))?$",
    ),
    Kind.PLACE: (
        "(?:toko|alamat|lokasi)(?:nya)? (?:di ?mana|dimana|toko|kalian)",
        "nomor (?:telepon|wa|hp)",
    ),
    Kind.PAY: (
        "(?:bisa |boleh |mau |saya mau |apa bisa |apakah bisa )?(?:bayar|membayar|pembayaran)(?:nya)? (?:pakai|pake|dengan|lewat|via|pk) (?:kartu(?: (?:kredit|debit))?|online)(?: (?:ga|gak|nggak|tidak|kah))?",
        "(?:bisa |boleh |mau )?bayar online",
        "(?:(?:tolong |boleh |bisa )?(?:kirim|kirimkan|kirimin|kasih|minta) (?:saya |aku )?)?(?:link|tautan)(?:nya)? (?:untuk )?(?:pembayaran|bayar|membayar)(?:nya)?",
        "(?:bisa |terima |menerima )?kartu kredit",
    ),
    Kind.DELIVERY: (
        "(?:bisa |apa bisa |apakah bisa )?(?:kirim|antar|delivery|pengiriman) ke(?= .*(?:ga|gak|nggak|tidak|kah|\\?)?)",
        "(?:ongkir|ongkos kirim|biaya kirim|biaya pengiriman)(?:nya)?(?: (?:berapa|ke))*",
        "(?:bisa )?(?:kirim|antar|delivery|pengiriman)(?: ke)? (?:ga|gak|nggak|tidak|kah)$",
        "minimal (?:order|pembelian|belanja)",
    ),
    Kind.SHOP: (
        "(?:berapa lama|estimasi|lama) (?:pengiriman|kirim|sampai)(?:nya)?",
        "(?:cara |bisa |metode )?(?:bayar|pembayaran)(?:nya)?(?: (?:pakai|pake|lewat|via|gimana|cod))*",
        "cod",
        "kartu kredit",
        "(?:gopay|ovo|dana|qris|transfer)(?= |$)",
        "(?:ibu |lagi |sedang )?hamil",
        "busui",
        "menyusui",
        "alergi",
        "bpom",
    ),
}
