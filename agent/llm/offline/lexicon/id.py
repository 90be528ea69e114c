"""Indonesian."""

from agent.llm.offline.acts import Kind
from agent.llm.offline.lexicon.base import Lexicon

_ORDER = r"(?:pesanan|orderan|order|pesenan)(?: (?:saya|aku|ku|gue|gw|itu|ini|terakhir|tadi|nya))*"

ID = Lexicon(
    language="id",
    marks=(
        "saya aku gue gw mau ingin pesan pesen beli ada apa aja saja berapa harga harganya nya yang dan dengan untuk buat dong ya kak min gan sis halo hai "
        "selamat pagi siang sore malam terima kasih makasih tolong tambah tambahin tambahkan hapus batal batalkan batalin pesanan alamat kirim antar catatan nama "
        "setengah satu dua tiga empat lima enam tujuh delapan sembilan sepuluh di ke ini itu tidak nggak gak ga enggak iya juga lagi sama jadi ganti bisa kalau mana kapan "
        "tentang punya jual bungkus botol buah biji dulu belum sudah udah kemarin orang bicara cocok kulit anak pedas selusin sekilo lah deh nih bang mbak mas"
    ),
    numbers={
        "satu": "1", "sebuah": "1", "seekor": "1", "sebiji": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7", "delapan": "8",
        "sembilan": "9", "sepuluh": "10", "sebelas": "11", "setengah": "0.5", "seperempat": "0.25", "separuh": "0.5", "seratus": "100", "perempat": "0.25", "sebotol": "1", "sebungkus": "1", "sepotong": "1", "sekotak": "1", "1/2": "0.5",
        "belas": "+10", "puluh": "*10", "ratus": "*100",
    },
    tens="puluh",
    units={
        "kg": "kg kilo kilogram sekilo", "g": "g gr gram", "l": "l liter", "ml": "ml", "piece": "buah biji pcs pc potong ekor lembar unit batang",
        "pack": "bungkus pak paket kantong pack sachet", "box": "kotak dus kardus box boks", "bottle": "botol btl", "oz": "ons", "dozen": "lusin selusin",
    },
    and_half=("setengah",),
    conjunctions="dan sama serta plus & + dgn",
    fillers=(
        "yang yg saya aku gue gw mau ingin pengen pingin pesan pesen order beli ambil minta ada apa aja saja nya ini itu untuk buat dengan dong ya yah sih deh nih lah kok "
        "juga lagi lain tambah tambahin tambahkan tolong dan atau di ke dari kalau kalo jadi dulu aja nanti sekarang cuma hanya mungkin berapa harga harganya bagaimana gimana "
        "punya jual tentang soal bagus enak banget sekali bisa boleh kasih kirim kirimin bawakan pesanan orderan sudah udah pernah pernahkah dapat satuan seperti sesuatu beberapa "
        "kayaknya kira kira rasanya apakah kah ku mu kami kita anda kamu kalian masih adakah cocok dicari cari nyari ke dalam lihat liat cek tunjukkan"
    ),
    polite="tolong mohon terima kasih makasih trims thanks please kak kakak min gan sis bang mbak mas pak bu bro",
    acts={
        Kind.GREET: ("halo+(?: kak| min)?", "hai+", "hi+", "hello+", "hallo+", "selamat (?:pagi|siang|sore|malam)", "pagi", "siang", "sore", "malam", "assalamu ?alaikum", "permisi", "p", "apa kabar", "hei"),
        Kind.THANK: ("terima ?kasih(?: banyak| ya| kak)*", "makasih(?: banyak| ya| kak)*", "mksh", "thanks+", "thank you", "trims", "tq", "thx", "suwun", "nuhun"),
        Kind.LEAVE: ("dadah?", "bye+(?: bye)?", "sampai (?:jumpa|nanti|besok|ketemu)(?: lagi)?", "selamat (?:tinggal|tidur)", "dah"),
        Kind.YES: (
            "ya+", "iya+", "yes+", "yup", "yoi", "betul", "benar", "bener", "oke+", "okay", "ok", "ok+e+", "sip+", "siap", "setuju", "boleh", "tentu(?: saja)?", "lanjut(?:kan)?", "gas+", "jadi(?: dong| kak| ya)*$",
            "sudah (?:benar|betul|pas|sesuai|oke)", "udah (?:bener|benar|betul|pas|oke|sesuai)", "pas", "baik(?:lah)?", "mantap", "sesuai", "deal", "cocok$", "itu saja", "itu aja",
        ),
        Kind.NO: ("tidak+", "nggak+", "enggak", "gak", "ga+", "ngga", "no+", "jangan", "belum", "bukan", "salah", "tidak usah", "ga usah", "gak usah", "nggak usah", "tidak jadi$", "engga"),
        Kind.HELP: ("bantu(?:an|in)?(?: saya| dong)?", "(?:kamu |anda )?bisa (?:apa|bantu apa|ngapain)(?: saja| aja)?", "apa yang (?:bisa|dapat) (?:kamu|anda)(?: (?:lakukan|bantu))?", "(?:bagaimana |gimana )?cara (?:pesan|order|pesen|beli|pesannya|ordernya|kerjanya)", "gimana (?:caranya|cara)", "help"),
        Kind.WHO: ("(?:kamu|anda|ini|lo|lu|kakak) (?:itu )?(?:siapa|robot|bot|manusia|orang|ai|orang asli)(?: atau \\w+)?", "siapa (?:kamu|anda|ini|namamu|nama kamu)", "(?:apakah )?(?:ini|kamu|anda) (?:bot|robot|manusia|orang)", "bot ya"),
        Kind.CATALOGUE: (
            "(?:ada|jual|punya|jualan|sedia|menjual|tersedia) (?:apa|produk apa|barang apa|apaan)(?: (?:aja|saja|sih|di sini|disini|kak|toko|hari ini))*", "apa (?:aja|saja) (?:yang )?(?:ada|dijual|tersedia|produknya|produk|jual|kalian jual)(?:nya)?", "(?:daftar|list|semua|lihat|katalog|cek) ?(?:produk|harga|barang|menu|katalog)?(?:nya)?$", "(?:menu|katalog|pricelist|price ?list|produk)(?:nya)?(?: (?:apa|apa aja|apa saja|dong|kak|ya))*$",
            "(?:minta|lihat|kirim|tunjukkan|liat) (?:dong )?(?:menu|katalog|daftar produk|daftar harga|pricelist|produk|list)(?:nya)?", "produk apa (?:aja|saja)(?: yang ada)?", "apa (?:saja |aja )?produk(?:nya)?(?: (?:kalian|anda|kamu|yang ada))?", "kalian jual apa(?: aja| saja)?", "(?:toko (?:ini|kamu|kalian) )?jual apa(?: aja| saja)?", "daftar (?:produk|harga|menu)", "yang ada apa(?: aja| saja)?",
        ),
        Kind.ASK: (
            "(?:berapa|brp)(?: ya| sih| duit)? (?:harga|hrg)(?:nya)?", "harga(?:nya)?(?: (?:berapa|brp|dari|untuk))?", "(?:berapa|brp)(?:an)?(?: ya| sih| kak)?", "(?:apakah |apa )?(?:kalian |kamu |anda |toko )?(?:ada|punya|jual|jualan|menjual|sedia|masih ada|adakah)(?: (?:ga|gak|nggak|tidak|enggak))?", "(?:ceritakan|ceritain|jelaskan|jelasin|jelasin dong|info|informasi|detail|deskripsi|kasih tau|kasih tahu)(?: (?:lebih|dong|saya|ke saya))*(?: (?:tentang|soal|mengenai|dari|produk))?",
            "(?:apa|gimana|bagaimana) (?:itu|sih|dengan|soal|kalau)", "apa (?:bagusnya|manfaat|kegunaan|fungsi|khasiat|kandungan|bedanya)(?:nya)?", "(?:manfaat|kegunaan|kandungan|fungsi|khasiat)(?:nya)?", "(?:rekomendasi|rekomendasikan|rekomendasiin|saran|sarankan|bagusnya pakai apa|recommend)(?:in|nya)?(?: dong| kak| untuk)*", "(?:lagi |sedang )?(?:cari|mencari|nyari)", "bagus (?:ga|gak|nggak|tidak)", "(?:ready|stok(?:nya)?|stock)(?: (?:ga|gak|nggak|ada))?", "yang (?:mana|bagaimana|cocok)", "apa", "gimana", "bagaimana",
        ),
        Kind.ORDER: (
            "(?:saya |aku |gue |gw |kita |kami )?(?:mau|ingin|pengen|pingin|hendak|pgn)(?: (?:pesan|pesen|order|beli|ambil|memesan|membeli|checkout|dong))*", "(?:saya |aku |gue |gw )?(?:pesan|pesen|order|beli|ambil|minta|butuh|perlu)(?:in|kan)?", "(?:bisa|boleh|tolong|mohon) (?:pesan|pesen|order|minta|beli|pesankan|kirim|siapkan)(?:in|kan)?", "(?:kasih|bawakan|kirimkan|kirimin|siapkan|siapin|buatkan)(?: saya| aku)?", "pesanan baru", "jadi (?:pesan|beli|order|ambil)",
        ),
        Kind.ADD: ("(?:tolong |bisa |boleh |mau )?(?:di)?(?:tambah|tambahin|tambahkan|nambah|masukin|masukkan|tmbh)(?: (?:lagi|juga|dong))*", "juga", "lagi", "sekalian", "plus"),
        Kind.REMOVE: ("(?:tolong |bisa |mau )?(?:di)?(?:hapus|hapusin|hapuskan|keluarkan|keluarin|hilangkan|hilangin|kurangi|kurangin|buang|cabut)", "(?:ga|gak|nggak|tidak) (?:jadi|usah)(?: pakai| pesan| beli| ambil)?(?= \\w)", "tanpa"),
        Kind.SET: ("(?:jadi(?:in|kan)?|ubah(?: jadi| menjadi| ke)?|ganti(?: jadi| menjadi| ke)?|diubah(?: jadi| menjadi)?|diganti(?: jadi| menjadi)?|rubah(?: jadi)?|jadinya)(?= .*(?:\\d|satu|dua|tiga|empat|lima|enam|setengah|sekilo))", "maksud(?:nya| saya| ku)", "(?:ubah|update|perbarui) " + _ORDER, "(?:ubah|ganti)(?: (?:jumlah|jumlahnya))?(?: (?:jadi|menjadi))?"),
        Kind.REPLACE: ("(?:ganti|tukar|gantiin|tukerin|gantikan|ubah|diganti|ditukar)(?:in)?(?= .+ (?:dengan|sama|jadi|ke|pakai|dgn|menjadi) )", "(?:pengganti|bukan|daripada)"),
        Kind.CANCEL: ("(?:mau |tolong |bisa |saya |ingin |minta )*(?:di)?(?:batal|batalkan|batalin|membatalkan|cancel|pembatalan|dibatalkan|dicancel|ngebatalin)(?:nya)?", "(?:ga|gak|nggak|tidak|enggak) jadi (?:pesan|order|beli|deh|aja)?(?: " + _ORDER + ")?"),
        Kind.KEEP: ("(?:jangan|tidak usah|gak usah|ga usah|nggak jadi|ga jadi|gak jadi) (?:di)?(?:batal|batalkan|batalin|cancel)",),
        Kind.CONFIRM: ("(?:saya |aku )?(?:konfirmasi(?:kan)?|konfirm|confirm|fix|acc|dikonfirmasi)(?: (?:ya|aja|" + _ORDER + "))?", "(?:lanjut|proses|selesaikan|checkout) " + _ORDER, "checkout"),
        Kind.ORDERS: ("(?:lihat |cek |liat |daftar |apa (?:saja |aja )?|semua )?(?:pesanan|orderan) (?:saya|aku|ku|gue)(?: (?:apa|apa aja|apa saja|sebelumnya))?", "(?:pesanan|orderan)ku(?: apa(?: aja| saja)?)?", "riwayat(?: pesanan)?", "(?:saya|aku|gue|gw)? ?(?:kayaknya |rasanya |kira kira )?(?:pernah|sudah pernah|udah pernah|dulu pernah|dulu|sudah|udah|kemarin) (?:pesan|pesen|order|beli|memesan)", "(?:apa yang |apa )(?:saya|aku) (?:pesan|order|beli)(?: (?:kemarin|dulu|terakhir))?", "(?:cek|lihat|liat) (?:pesanan|orderan)", "(?:ada )?pesanan (?:saya )?(?:sebelumnya|yang lalu|terakhir)"),
        Kind.TRACK: (
            "(?:di ?mana|dmn|mana|sampai mana|udah sampai mana|sudah sampai mana) (?:ya )?" + _ORDER, _ORDER + " (?:(?:sudah|udah) )?(?:di ?mana|sampai mana|gimana|bagaimana|sampai|dikirim|jalan|sampe mana)", "(?:cek )?status(?:nya)?(?: " + _ORDER + ")?", "(?:lacak|tracking|track|resi(?:nya)?|nomor resi)(?: " + _ORDER + ")?", "kapan (?:ya )?(?:" + _ORDER + " )?(?:sampai|sampe|datang|dikirim|tiba|nyampe)(?:nya)?(?: " + _ORDER + ")?", "paket(?: saya|ku)? (?:di ?mana|sampai mana|udah dikirim)",
        ),
        Kind.TOTAL: ("(?:total(?:nya)?|jumlah(?:nya)?|totalan)(?: (?:berapa|brp|harga|semua|semuanya|bayar))*(?: ya| kak)?$", "(?:jadi )?(?:berapa|brp) (?:total(?:nya)?|semua(?:nya)?|jadinya|bayarnya)(?: ya)?", "semua(?:nya)? (?:jadi )?(?:berapa|brp)", "(?:keranjang|rekap|ringkasan)(?:nya)?"),
        Kind.AGAIN: ("(?:pesan|pesen|order|beli)? ?(?:lagi )?(?:yang|yg) sama(?: (?:lagi|seperti (?:kemarin|biasa|sebelumnya|tadi)|kayak (?:kemarin|biasa|tadi)|sekali lagi))*(?= |$)", "(?:ulangi?|repeat|reorder) " + _ORDER, "(?:seperti|kayak) (?:biasa|biasanya|kemarin|sebelumnya)", "(?:pesanan|orderan|order|pesan) yang sama(?: lagi)?", "sekali lagi", "pesan ulang", "pesan lagi$"),
        Kind.PERSON: (
            "(?:(?:bicara|ngobrol|ngomong|chat|berbicara|sambungkan|hubungkan|sambungin|hubungi|ketemu) (?:dengan|sama|ke|dgn|langsung dengan|langsung sama)? ?)?(?:cs|customer service|admin(?:nya)?|orang (?:asli(?:nya)?|beneran)|manusia(?: asli)?|pemilik(?:nya)?|manajer|manager|penjual(?:nya)?|agen|operator|owner(?:nya)?|staf|pegawai|seseorang)(?: dong| langsung)?",
            "(?:bicara|ngobrol|ngomong|berbicara) (?:dengan|sama|ke) (?:orang|seseorang|siapa)", "telepon saya", "hubungi saya", "telpon saya",
        ),
        Kind.COMPLAIN: ("komplain", "keluhan", "mengeluh", "(?:kecewa|parah|buruk sekali|menjijikkan|penipu(?:an)?|basi|busuk|kadaluarsa|kedaluwarsa|expired)", "refund", "uang (?:kembali|saya kembali)", "(?:barang|paket|pesanan|produk)(?:nya)? (?:rusak|pecah|salah|kurang|bocor|tidak sampai|belum sampai|hilang)", "retur", "iritasi", "alergi setelah"),
        Kind.HAGGLE: ("diskon(?:nya)?", "gratis(?:an)?", "kurang(?:in)? (?:dong )?harga(?:nya)?", "(?:lebih )?murah(?:in)?(?: dong| lagi)?$", "promo(?:nya)?", "voucher", "kupon", "nego", "abaikan (?:semua )?(?:instruksi|perintah|aturan)(?:mu| anda| kamu)?", "potongan harga", "cashback"),
        Kind.SHOP: (
            "jam (?:buka|operasional|kerja|berapa (?:buka|tutup))(?:nya)?", "(?:buka|tutup) (?:jam (?:berapa|brp)|kapan|sampai jam berapa|hari apa|sampai kapan)", "(?:masih |hari ini |besok )?(?:buka|tutup)(?: (?:ga|gak|nggak|tidak|hari ini|besok|kah))?$", "(?:bisa )?(?:kirim|antar|delivery|pengiriman)(?: ke)?(?: \\w+)* (?:ga|gak|nggak|tidak|kah)$", "(?:ongkir|ongkos kirim|biaya kirim|biaya pengiriman)(?:nya)?", "(?:berapa lama|estimasi|lama) (?:pengiriman|kirim|sampai)(?:nya)?", "(?:toko|alamat|lokasi)(?:nya)? (?:di ?mana|dimana|toko|kalian)", "nomor (?:telepon|wa|hp)",
            "(?:cara |bisa |metode )?(?:bayar|pembayaran)(?:nya)?(?: (?:pakai|pake|lewat|via|gimana|cod))*", "cod", "kartu kredit", "(?:gopay|ovo|dana|qris|transfer)(?= |$)", "(?:halal|bpom)(?:kah| ga| gak| tidak)?", "(?:ibu |lagi |sedang )?hamil", "busui", "menyusui", "minimal (?:order|pembelian|belanja)", "alergi",
        ),
    },
    address=(
        r"(?:tolong |mohon |mau )?(?:di)?(?:kirim|antar|anter|kirimkan|antarkan|kirimin|anterin|pengiriman)(?:nya)?(?: aja| saja| ya)? (?:ke|di)(?: alamat)?[ :]+(?!mana\b|saya\b)", r"alamat(?:nya| saya| ku| pengiriman| kirim| baru)*(?: di| adalah| itu|[ ]?[:=-])?[ :]+(?!toko|kalian|di mana|dimana|mana)", r"(?:saya )?tinggal di ",
        r"(?=(?:jl|jln|jalan|gang|perumahan|komplek)\.? [a-z])",
    ),
    notes=(r"(?:catatan|note|notes|keterangan|nb)(?:nya)?(?:[ ]?[:=-]| bahwa| ya)[ :]*",),
    name=(r"nama(?: saya| aku| ku| lengkap| pemesan| penerima)*(?: adalah|[ ]?[:=-])?[ :]+(?!produk|barang|toko)", r"atas nama[ :]+", r"a\.?n\.? ", r"panggil (?:saya|aku) "),
    when=(r"(?:untuk |buat )?(?:besok(?: lusa)?|lusa|hari ini|nanti (?:siang|sore|malam)|hari (?:senin|selasa|rabu|kamis|jumat|sabtu|minggu))(?: (?:pagi|siang|sore|malam))?(?: jam \d{1,2})?",),
    ordinals={"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "terakhir": -1},
    by="dengan sama jadi ke pakai dgn menjadi",
    order_word=_ORDER,
    joiners="sama",
    people="orang tamu anak dewasa hari jam menit tahun minggu bulan persen",
)
