"""Indonesian."""
# A pattern on one line reads better than a wrapped one.
# ruff: noqa: E501

from agent.claims.base import Claims

_GAP = r"[^.!?]{0,30}?"
_DONE = r"\b(?:sudah|telah|berhasil|udah|sdh|barusan|baru saja)\b"
_WE = r"(?:saya|kami|aku|admin|kita|min)"
_BY = rf"(?:{_WE} )?"
_ALONE = r"^\W*(?:(?:oke|ok|baik|siap|selesai|beres|sip|ya|baiklah|dan)\W+)*(?:kak\W+)?(?:pesanan(?:nya)?(?: (?:anda|kakak|kak|ibu|bapak|kamu))? )?(?:(?:nomor |no\.? )?ORD[-\d ]+ )?"
_TEAM = r"(?:seseorang|(?:tim|toko|staf|admin|pemilik|manajer|rekan|petugas|cs|customer service)(?: (?:kami|saya|toko|kita))?|orang (?:toko|dari toko)|pihak toko)"
_YOU = r"(?:anda|kakak|kak|ibu|bapak|kamu)"
_BACK = r"(?:ada lagi|tersedia|restok|restock|stok(?:nya)?|ready|datang|masuk lagi|kembali)"


def _acted(roots: str, passive: str) -> list[str]:
    """`roots` follow "saya", `passive` is the form with di-."""
    return [
        rf"{_DONE}[^.!?]{{0,20}}?\b{_BY}(?:{roots}|{passive}|me(?:m|n|ng)?(?:{roots}))\b",
        rf"{_ALONE}(?:berhasil )?(?:{passive})\b(?! (?:oleh|setelah|jika|kalau|lewat|melalui))",
        rf"\b{_WE} (?:{roots})(?: ya| dulu)?(?=\W|$)(?! (?:jika|kalau|setelah|dulu))",
    ]


ID = Claims(
    done={
        "cancelled": [*_acted("batalkan", "dibatalkan"), r"\bpesanan\b[^.!?]{0,25}?\b(?:sudah|telah) batal\b"],
        "confirmed": _acted("konfirmasi|konfirmasikan", "dikonfirmasi|terkonfirmasi"),
        "created": [
            rf"\bpesanan\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:dibuat|dicatat|diterima|tercatat|didaftarkan|dibuatkan|masuk|{_WE} (?:catat|buat|terima|buatkan|input))\b",
            rf"{_DONE}[^.!?]{{0,10}}?\b(?:{_WE} )?(?:membuat|mencatat|catat|buat|buatkan|menerima|input)\b{_GAP}\bpesanan\b",
            r"^\W*pesanan(?:nya)?(?: baru)? (?:dibuat|dicatat|berhasil dibuat|tercatat)\b",
            rf"\b{_WE} (?:catat|buatkan) pesanan\b",
        ],
        "changed": [
            rf"\bpesanan\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:diubah|diperbarui|diganti|ditambah|diupdate|di-update|dikurangi)\b",
            rf"{_DONE} (?:{_WE} )?(?:tambahkan|tambah|ubah|hapus|ganti|perbarui|kurangi|keluarkan|update|menambahkan|mengubah|menghapus|mengganti|memperbarui|ditambahkan|diubah|dihapus|diganti|diperbarui|dikeluarkan|diupdate)\b",
            rf"\b{_WE} {_DONE}[^.!?]{{0,8}}?\b(?:menambahkan|mengubah|menghapus|mengganti|memperbarui|mengurangi|tambahkan|ubah|hapus|ganti)\b",
            rf"\b(?:alamat|jumlah|catatan|produk|item)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:diubah|diganti|diperbarui|ditambahkan|dihapus|{_WE} (?:ubah|ganti|tambahkan|hapus))\b",
        ],
        "asked": [
            r"\b(?:saya|kami)\s+(?:sudah|telah|barusan)\s+(?:tanyakan|bertanya|menanyakan|tanya)\b[^.!?]{0,20}?\b(?:toko|tim|pemilik|gudang|dapur|atasan|bos)\b",
            rf"{_DONE}\s+(?:saya|kami)\s+(?:tanyakan|konfirmasikan|diskusikan)\b[^.!?]{{0,12}}?\b(?:toko|tim|pemilik|gudang|dapur|atasan|bos)\b",
        ],
        "restored": [
            *_acted("pulihkan|aktifkan kembali|kembalikan pesanan", "dipulihkan|diaktifkan kembali|diaktifkan lagi")
        ],
        "paid": [
            rf"\b(?:pembayaran|transfer|transferan|uang|dana|dp)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:diterima|masuk|{_WE} terima|berhasil|lunas|dikonfirmasi|sampai|terverifikasi)\b",
            r"\b(?:pembayaran|transfer)(?:nya)?\b[^.!?]{0,15}?\b(?:berhasil|diterima|lunas)(?=\W*$)",
            rf"{_DONE}\s+(?:{_WE} )?(?:menerima|terima)\b[^.!?]{{0,10}}?\b(?:pembayaran|transfer|uang|dana)",
            rf"{_DONE}\s+(?:lunas|dibayar)\b(?! (?:saat|di|ketika|dengan))",
            rf"\b{_YOU} (?:sudah|telah) (?:membayar|bayar)\b",
            r"^\W*lunas\W*$",
        ],
        "refunded": [
            rf"\b(?:refund|uang|dana|pengembalian(?: dana)?)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:dikembalikan|diproses|dikirim|ditransfer|dilakukan|{_WE} (?:kembalikan|proses|kirim|transfer))\b",
            rf"{_DONE}\s+(?:{_WE} )?(?:refund|di-?refund|mengembalikan (?:uang|dana)|kembalikan (?:uang|dana)|memproses refund|proses refund)",
        ],
        "shipped": [
            rf"\b(?:pesanan|paket|barang|kiriman)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,15}}?\b(?:dikirim|dikirimkan|{_WE} kirim|berangkat|diserahkan ke kurir|di(?:bawa| bawa) kurir|jalan|dalam perjalanan)\b",
            r"\b(?:pesanan|paket|barang)(?:nya)?\b[^.!?]{0,15}?\b(?:sedang |lagi )?dalam perjalanan\b",
            rf"\b{_WE} (?:sudah|telah) (?:mengirim|mengirimkan|kirim)\b[^.!?]{{0,10}}?\b(?:pesanan|paket|barang)",
            r"\bkurir(?:nya)?\b[^.!?]{0,12}?\b(?:sudah|sedang|lagi)\b[^.!?]{0,10}?\b(?:berangkat|jalan|dalam perjalanan|menuju)\b",
        ],
        "delivered": [
            rf"\b(?:pesanan|paket|barang|kiriman)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,12}}?\b(?:sampai|tiba|diantar|terkirim|diterima oleh)\b",
            r"\bkurir(?:nya)?\b[^.!?]{0,10}?\b(?:sudah|telah) (?:mengantar|menyerahkan|sampai)\b",
        ],
        "called": [
            rf"{_DONE}\s+(?:{_WE} )?(?:teruskan|sampaikan|hubungi|beritahu|panggil|panggilkan|infokan|kabari|meneruskan|menyampaikan|menghubungi|memberi tahu|memanggil|memanggilkan)\b[^.!?]{{0,30}}?\b{_TEAM}",
            rf"\b{_TEAM}\b[^.!?]{{0,10}}?{_DONE}[^.!?]{{0,8}}?\b(?:dihubungi|diberitahu|dipanggil|{_WE} (?:hubungi|beritahu|panggil))\b",
        ],
        "waiting": [
            rf"{_DONE}\s+(?:{_WE} )?(?:catat|dicatat|masukkan|dimasukkan|daftarkan)\b{_GAP}\b(?:daftar tunggu|waiting list|kabari|restok|restock)",
            rf"\b{_YOU} (?:sudah|telah) (?:masuk|ada di|terdaftar di)\b[^.!?]{{0,8}}?\b(?:daftar tunggu|waiting list)",
        ],
        "photo": [
            rf"\b(?:foto|gambar)(?:nya)?\b{_GAP}{_DONE}[^.!?]{{0,10}}?\b(?:dikirim|{_WE} kirim|terkirim|dilampirkan|terlampir)",
            r"\b(?:ini|berikut)(?: ini)?(?: dia)? (?:foto|gambar)(?:nya|-foto\w*|-gambar\w*)?\b",
            rf"{_DONE}\s+(?:{_WE} )?(?:kirim|kirimkan|mengirim|mengirimkan|melampirkan|lampirkan) (?:foto|gambar)",
        ],
        "mailed": [
            rf"{_DONE}\s+(?:{_WE} )?(?:kirim|kirimkan|mengirim|mengirimkan|dikirim)\b[^.!?]{{0,25}}?\b(?:e-?mail|sms|invoice|struk|nota)\b",
            rf"\b(?:e-?mail|sms|invoice|struk|nota)(?:nya)?\b[^.!?]{{0,12}}?{_DONE}[^.!?]{{0,8}}?\b(?:dikirim|{_WE} kirim)\b",
        ],
        "link": [
            rf"{_DONE}\s+(?:{_WE} )?(?:kirim|kirimkan|mengirim|mengirimkan)\b[^.!?]{{0,15}}?\b(?:link|tautan)",
            r"\b(?:ini|berikut)(?: ini)? (?:link|tautan)(?:nya)?\b",
        ],
    },
    promised={
        "called": [
            rf"\b{_TEAM}\b[^.!?]{{0,12}}?\b(?:akan|bakal|segera|nanti)\b[^.!?]{{0,12}}?\b(?:menghubungi|membalas|menjawab|menelepon|telepon|hubungi|balas|jawab|mengabari|kabari|bantu|membantu)",
            rf"\b{_YOU} akan (?:segera )?(?:dihubungi|ditelepon|dikabari)\b",
            rf"\b(?:saya|kami) (?:akan )?(?:tanyakan|sampaikan|teruskan|beritahu|panggilkan) (?:dulu )?(?:ke|kepada|pada)? ?{_TEAM}",
        ],
        "waiting": [
            rf"\b(?:akan|nanti|pasti)\b[^.!?]{{0,12}}?\b(?:kabari|infokan|beritahu|hubungi|mengabari|memberi tahu|memberitahu|info)\b[^.!?]{{0,20}}?\b(?:begitu|kalau|jika|saat|ketika|bila|setelah|segera setelah)\b[^.!?]{{0,40}}?\b{_BACK}",
            rf"\b(?:begitu|kalau|jika|saat|ketika|bila)\b[^.!?]{{0,40}}?\b{_BACK}\b[^.!?]{{0,15}}?\b{_WE} (?:akan |pasti |langsung )?(?:kabari|infokan|beritahu|hubungi)\b",
        ],
    },
    hedges=(
        r"belum|blm|tidak|tak|nggak|enggak|gak|ga|bukan|tanpa|jangan|tiada|bisa|dapat|boleh|mau|ingin|hendak|apakah|apa|harus|perlu|mohon|silakan|"
        r"sebelum|sampai(?= (?:pesanan|pembayaran) )|supaya|agar|untuk|"
        rf"{_YOU} (?:bilang|sebut|tulis|tanya|pikir|kira|maksud)|(?:bilang|katanya|mengatakan|menurut {_YOU})|saya (?:paham|mengerti)|"
        r"biasanya|umumnya|setiap|semua pesanan|selalu|kadang|rata-rata|hanya|mungkin|semoga|bagaimana|di mana|kapan|kenapa|menunggu|siap(?= di)|"
        r"misalnya|contohnya|andai|seandainya|pesanan yang|pembayaran yang"
    ),
    denials=r"belum|tidak|tak|nggak|gak|ga|bukan",
    future=r"akan|nanti|segera|bakal|jika|kalau|kalo|apabila|bila|ketika|setelah|begitu|saat|lalu",
    unless=r"apa pun|jika|kalau|kalo|apabila|bila|setelah|begitu|ketika|asal|selama|kecuali|lewat telepon|setiap|dalam \d+ hari",
    invites=r"kabari (?:saya|kami)|beri tahu|bilang saja|hubungi (?:saya|kami)|silakan|tinggal bilang|infokan",
    opens=r"jika|kalau|kalo|apabila|bila|ketika|setelah|sebelum|begitu|sampai|selama|seandainya|kalau saja",
    begs=(
        r"(?:(?:cukup|silakan|tinggal|mohon|tolong|kakak bisa|anda bisa|untuk)\s+)*(?:tulis|bilang|balas|jawab|ketik|klik|tekan|kirim|pilih|konfirmasi|"
        r"sebutkan|beri tahu|membatalkan|mengubah|mengonfirmasi)"
    ),
    polite=r"(?:saya|kami) bisa (?:lihat|pastikan)(?: bahwa)?|tidak (?:masalah|apa-apa)|ga(?:k)? (?:masalah|apa-apa|papa)|nggak (?:masalah|apa-apa)|jangan khawatir|bukan masalah|tidak usah khawatir",
    joins=r"(?:dan|tapi|tetapi|jadi|namun|lalu)\s+(?:saya|kami|pesanan|sudah|telah|semua|tim|admin)\s",
)
