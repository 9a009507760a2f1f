"""Names of people who do not exist: common name parts put together at random, and streets of common flowers."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MALE = _words(
    "Adi Agung Agus Ahmad Aji Andi Angga Anton Ari Arif Asep Bagas Bambang Bayu Beni Budi Cahyo Dadang Danang Darma "
    "Dedi Deni Didik Dimas Dodi Dwi Edi Eko Endro Fajar Faris Galih Gilang Guntur Hadi Hari Hendra Heru Imam Indra "
    "Irfan Iwan Jaka Joko Jumadi Kurnia Lukman Made Mulyono Nanang Nur Oki Pandu Panji Prayoga Putra Rahmat Raka "
    "Rendi Reza Ridwan Rizal Rudi Sandi Sigit Slamet Sugeng Suryo Tatang Taufik Teguh Tono Toni Tri Udin Wahyu Wawan "
    "Wayan Wisnu Yanto Yoga Yudi Yusuf Zaenal"
)
FEMALE = _words(
    "Ani Anisa Ayu Bunga Citra Desi Dewi Dian Dina Eka Endang Erna Fitri Hana Ida Indah Intan Ira Kartika Komang Lia "
    "Lina Lestari Maya Mega Mira Murni Nia Nina Novi Nur Puji Putri Rani Ratih Ratna Rina Rini Sari Sinta Siti Sri "
    "Suci Sulastri Tari Tika Tuti Umi Vina Wati Winda Wulan Yanti Yuni Yulia"
)
SECOND_MALE = _words(
    "Andika Anugrah Aditama Budiman Darmawan Efendi Firmansyah Gunadi Hakim Hartanto Haryadi Hermawan Hidayat "
    "Irawan Kuncoro Kurniawan Kusuma Maulana Mustofa Nugraha Nugroho Pamungkas Permana Prakoso Pramono Prasetyo "
    "Pratama Purnomo Putranto Ramadhan Saputra Santoso Setiadi Setiawan Siswanto Subekti Sudrajat Suhendra Sulistyo "
    "Sunarto Supriyadi Suryana Susanto Sutrisno Syahputra Utomo Wibisono Wibowo Wicaksono Widodo Wijaya Wiranata"
)
SECOND_FEMALE = _words(
    "Agustina Anggraini Astuti Cahyani Damayanti Fatimah Handayani Hapsari Hartati Hidayati Indriani Kusumawati "
    "Lestari Maharani Maryani Melati Ningsih Nuraini Oktaviani Permatasari Pertiwi Pratiwi Purnamasari Puspita "
    "Rahayu Rahmawati Safitri Sari Setyowati Suryani Susanti Utami Wahyuni Wardani Widyastuti Wulandari Yulianti"
)
NICKNAMES = _words("Gareng Kuncung Cepot Bolang Gendon Kriwil Jenggot Kancil Bagong Tompel Ceking Gondrong")
STREETS = _words("Melati Mawar Kenanga Cempaka Anggrek Dahlia Flamboyan Teratai Seruni Kamboja Merpati Garuda")


def person(rng: Random, sex: str) -> str:
    """Two or three name parts; `sex` is M or F."""
    first, second = (FEMALE, SECOND_FEMALE) if sex == "F" else (MALE, SECOND_MALE)
    parts = [rng.choice(first), rng.choice(second)]
    if rng.random() < 0.25:
        middle = rng.choice(first)
        if middle not in parts:
            parts.insert(1, middle)
    return " ".join(parts)


def nickname(rng: Random) -> str:
    return rng.choice(NICKNAMES)


def street(rng: Random) -> str:
    return f"Jl. {rng.choice(STREETS)} No. {rng.randint(1, 180)} RT {rng.randint(1, 9):02d}/RW {rng.randint(1, 12):02d}"
