"""Indonesian: what is said to order, and of orders."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from collections.abc import Mapping

from agent.llm.offline.acts import Kind

ORDER_WORD = r"(?:pesanan|orderan|order|pesenan)(?: (?:saya|aku|ku|gue|gw|itu|ini|terakhir|tadi|nya))*"

ORDERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORDER: (
        "(?:saya |aku |gue |gw |kita |kami )?(?:mau|ingin|pengen|pingin|hendak|pgn)(?: (?:pesan|pesen|order|beli|ambil|memesan|membeli|checkout|dong))*",
        "(?:saya |aku |gue |gw )?(?:pesan|pesen|order|beli|ambil|minta|butuh|perlu)(?:in|kan)?",
        "(?:bisa|boleh|tolong|mohon) (?:pesan|pesen|order|minta|beli|pesankan|kirim|siapkan)(?:in|kan)?",
        "(?:kasih|bawakan|kirimkan|kirimin|siapkan|siapin|buatkan)(?: saya| aku)?",
        "pesanan baru",
        "jadi (?:pesan|beli|order|ambil)",
    ),
    Kind.ADD: (
        "(?:tolong |bisa |boleh |mau )?(?:di)?(?:tambah|tambahin|tambahkan|nambah|masukin|masukkan|tmbh)(?: (?:lagi|juga|dong))*",
        "juga",
        "lagi",
        "sekalian",
        "plus",
    ),
    Kind.REMOVE: (
        "(?:tolong |bisa |mau )?(?:di)?(?:hapus|hapusin|hapuskan|keluarkan|keluarin|hilangkan|hilangin|kurangi|kurangin|buang|cabut)",
        "(?:ga|gak|nggak|tidak) (?:jadi|usah)(?: pakai| pesan| beli| ambil)?(?= \\w)",
        "(?<=\\w )(?:ga|gak|nggak|ngga|tidak|enggak) (?:jadi|usah)(?: deh| aja| ya| kak)*$",
        "tanpa",
    ),
    Kind.ADDRESS: ("(?:tolong )?(?:di)?(?:ganti|ubah|rubah)(?:in)? alamat(?:nya)?(?: saya| pengiriman)?",),
    Kind.SET: (
        "(?:jadi(?:in|kan)?|ubah(?: jadi| menjadi| ke)?|ganti(?: jadi| menjadi| ke)?|diubah(?: jadi| menjadi)?|diganti(?: jadi| menjadi)?|rubah(?: jadi)?|jadinya)(?= .*(?:\\d|satu|dua|tiga|empat|lima|enam|setengah|sekilo))",
        "maksud(?:nya| saya| ku)",
        "(?:ubah|update|perbarui) " + ORDER_WORD,
        "(?:ubah|ganti)(?: (?:jumlah|jumlahnya))?(?: (?:jadi|menjadi))?",
    ),
    Kind.REPLACE: (
        "(?:ganti|tukar|gantiin|tukerin|gantikan|ubah|diganti|ditukar)(?:in)?(?= .+ (?:dengan|sama|jadi|ke|pakai|dgn|menjadi) )",
        "(?:pengganti|bukan|daripada)",
    ),
    Kind.CANCEL: (
        "(?:mau |tolong |bisa |saya |ingin |minta )*(?:di)?(?:batal|batalkan|batalin|membatalkan|cancel|pembatalan|dibatalkan|dicancel|ngebatalin)(?:nya)?",
        "(?:ga|gak|nggak|tidak|enggak) jadi (?:pesan|order|beli|deh|aja)?(?: " + ORDER_WORD + ")?",
    ),
    Kind.KEEP: (
        "(?:jangan|tidak usah|gak usah|ga usah|nggak jadi|ga jadi|gak jadi) (?:di)?(?:batal|batalkan|batalin|cancel)",
    ),
    Kind.CONFIRM: (
        "(?:saya |aku )?(?:konfirmasi(?:kan)?|konfirm|confirm|fix|acc|dikonfirmasi)(?: (?:ya|aja|" + ORDER_WORD + "))?",
        "(?:lanjut|proses|selesaikan|checkout) " + ORDER_WORD,
        "checkout",
    ),
    Kind.ORDERS: (
        "(?:lihat |cek |liat |daftar |apa (?:saja |aja )?|semua )?(?:pesanan|orderan) (?:saya|aku|ku|gue)(?: (?:apa|apa aja|apa saja|sebelumnya))?",
        "(?:pesanan|orderan)ku(?: apa(?: aja| saja)?)?",
        "riwayat(?: pesanan)?",
        "(?:saya|aku|gue|gw)? ?(?:kayaknya |rasanya |kira kira )?(?:pernah|sudah pernah|udah pernah|dulu pernah|dulu|sudah|udah|kemarin) (?:pesan|pesen|order|beli|memesan)",
        "(?:apa yang |apa )(?:saya|aku) (?:pesan|order|beli)(?: (?:kemarin|dulu|terakhir))?",
        "(?:cek|lihat|liat) (?:pesanan|orderan)",
        "(?:ada )?pesanan (?:saya )?(?:sebelumnya|yang lalu|terakhir)",
    ),
    Kind.TRACK: (
        "(?:kok |kenapa )?belum (?:sampai|sampe|datang|dikirim|nyampe)\\w*",
        "(?:di ?mana|dmn|mana|sampai mana|udah sampai mana|sudah sampai mana) (?:ya )?" + ORDER_WORD,
        ORDER_WORD + " (?:(?:sudah|udah) )?(?:di ?mana|sampai mana|gimana|bagaimana|sampai|dikirim|jalan|sampe mana)",
        "(?:cek )?status(?:nya)?(?: " + ORDER_WORD + ")?",
        "(?:lacak|tracking|track|resi(?:nya)?|nomor resi)(?: " + ORDER_WORD + ")?",
        "kapan (?:ya )?(?:"
        + ORDER_WORD
        + " )?(?:sampai|sampe|datang|dikirim|tiba|nyampe)(?:nya)?(?: "
        + ORDER_WORD
        + ")?",
        "paket(?: saya|ku)? (?:di ?mana|sampai mana|udah dikirim)",
    ),
    Kind.TOTAL: (
        "(?:total(?:nya)?|jumlah(?:nya)?|totalan)(?: (?:berapa|brp|harga|semua|semuanya|bayar))*(?: ya| kak)?$",
        "(?:jadi )?(?:berapa|brp) (?:total(?:nya)?|semua(?:nya)?|jadinya|bayarnya)(?: ya)?",
        "semua(?:nya)? (?:jadi )?(?:berapa|brp)",
        "(?:keranjang|rekap|ringkasan)(?:nya)?",
    ),
    Kind.AGAIN: (
        "(?:pulihkan|kembalikan|aktifkan(?: lagi)?|batal(?:kan)? pembatalan) " + ORDER_WORD,
        "(?:pesan|pesen|order|beli)? ?(?:lagi )?(?:yang|yg) sama(?: (?:lagi|seperti (?:kemarin|biasa|sebelumnya|tadi)|kayak (?:kemarin|biasa|tadi)|sekali lagi))*(?= |$)",
        "(?:ulangi?|repeat|reorder) " + ORDER_WORD,
        "(?:seperti|kayak) (?:biasa|biasanya|kemarin|sebelumnya)",
        "(?:pesanan|orderan|order|pesan) yang sama(?: lagi)?",
        "sekali lagi",
        "pesan ulang",
        "pesan lagi$",
    ),
    Kind.FRESH: ("(?:pesanan|order|orderan) (?:baru|lain|kedua|terpisah)",),
    Kind.NOTIFY: (
        "(?:kabari|kabarin|kabarkan)(?: (?:saya|aku|ke saya|ke aku|dong|ya|kak))*(?: (?:kalau|kalo|jika|bila|saat|begitu))?",
        "(?:beritahu|beri tahu|kasih tau|kasih tahu|info|infoin|infokan|hubungi|chat)(?: (?:saya|aku|ke saya|dong|ya|kak))*(?: (?:kalau|kalo|jika|bila|saat|begitu))",
        "(?:beritahu|beri tahu|kasih tau|kasih tahu)(?: (?:saya|aku|ke saya|dong|ya|kak))*(?= *$)",
    ),
}
