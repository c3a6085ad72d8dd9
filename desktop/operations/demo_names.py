"""Names, streets and ages the demo practice is made of; nobody's in particular."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together; ``weight`` is its share of the practice's people.

    Shape: ``women`` and ``men`` are words of given names; where there are two strings the first is
    of people over 50. ``language`` is what some of them would rather speak.
    """

    weight: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: str
    language: str = ""


CULTURES: tuple[Culture, ...] = (
    Culture(
        560,
        (
            "Margaret Jean Patricia Barbara Sheila Maureen Pauline Christine Susan Linda Carol "
            "Janet Ann Jacqueline Julie Karen Deborah Elizabeth Mary Dorothy Joyce Doreen Brenda "
            "Valerie Marion Hilary Gillian Lesley Angela Diane Tracey Wendy Beryl Edna Hazel Iris "
            "Joan June Kathleen Rosemary Sandra Shirley Sylvia Veronica Eileen",
            "Olivia Amelia Isla Ava Freya Lily Florence Mia Ivy Poppy Grace Evie Charlotte Sophie "
            "Emily Jessica Chloe Hannah Lauren Rebecca Rachel Laura Gemma Emma Sarah Claire "
            "Nicola Kelly Leanne Stacey Natalie Kirsty Abigail Megan Ellie Daisy Ruby Harriet "
            "Imogen Zoe Holly Bethany Lucy Alice Phoebe",
        ),
        (
            "John David Michael Peter Robert Alan Brian Derek Kenneth Ronald Raymond Terence "
            "Anthony Christopher Stephen Paul Keith Graham Roger Colin Barry Dennis Geoffrey "
            "Gordon Trevor Malcolm Norman Leonard Stanley Frank George Albert Harold Roy Clive "
            "Nigel Ian Martin Kevin Philip Stuart Neil Andrew",
            "Oliver George Noah Arthur Harry Leo Jack Charlie Oscar Jacob Henry Thomas Freddie "
            "Alfie Theo William James Joshua Daniel Matthew Luke Ryan Adam Lee Craig Gareth "
            "Jamie Ben Sam Nathan Liam Connor Lewis Callum Aaron Kieran Toby Max Finley Archie "
            "Edward Samuel Joseph Benjamin Jonathan",
        ),
        "Smith Jones Taylor Brown Wilson Johnson Davies Wright Walker White Roberts Thompson "
        "Robinson Green Hall Wood Clarke Jackson Harris Hill Cooper Ward Turner Martin Morris "
        "Moore Clark Baker Harrison King Morgan Allen James Phillips Scott Watson Parker Bennett "
        "Young Cook Richardson Carter Shaw Bell Collins Bailey Kelly Wilkinson Cox Marshall "
        "Richards Simpson Webb Gray Chapman Adams Mills Holmes Palmer Knight Hughes Foster "
        "Rogers Barker Stevens Fisher Barnes Fletcher Pearson Dixon Butler Howard Gibson Andrews "
        "Reynolds Elliott Fox Ford Payne Fowler West Burton Cole Hunt Day Ellis Lawson Hudson "
        "Atkinson Booth Hartley Sutcliffe Ackroyd Greenwood Barraclough Metcalfe Thwaite "
        "Hardcastle Ramsden Whiteley Crossley Haigh Sykes Lumb Mellor Schofield Dyson "
        "Garside Ogden Pickles Fairbank Holroyd Illingworth Naylor Oldroyd Priestley Rhodes "
        "Stansfield Tattersall Uttley Varley Wadsworth Whitaker Yates Smith-Jones Ward-Hill",
    ),
    Culture(
        40,
        (
            "Morag Fiona Isobel Elspeth Catriona Aileen Moira Sheena",
            "Eilidh Mhairi Skye Ailsa Kirsten Iona",
        ),
        (
            "Hamish Alasdair Donald Angus Duncan Fergus Archibald",
            "Callum Ewan Fraser Rory Finlay Lachlan",
        ),
        "MacDonald Campbell Stewart McKenzie Fraser Cameron McGregor Robertson Murray MacLeod "
        "Sinclair Ross Munro McIntyre Buchanan Drummond Galbraith Urquhart",
    ),
    Culture(
        40,
        (
            "Megan Gwyneth Eluned Myfanwy Rhiannon Nerys Glenys Ceridwen",
            "Ffion Seren Carys Cerys Nia Lowri Mali Angharad",
        ),
        ("Gareth Emrys Ieuan Dafydd Gwilym Hywel Idris Glyn", "Rhys Owain Dylan Ioan Macsen Osian"),
        "Jones Williams Davies Evans Thomas Roberts Lewis Hughes Morgan Griffiths Edwards Owen "
        "James Rees Price Jenkins Powell Llewellyn Pritchard Parry ap_Rhys Bowen",
        "Welsh",
    ),
    Culture(
        50,
        (
            "Bridget Maureen Noreen Philomena Bernadette Kathleen Nuala Assumpta",
            "Aoife Niamh Ciara Saoirse Róisín Orla Sinéad Caoimhe",
        ),
        (
            "Patrick Seamus Brendan Declan Eamon Gerard Desmond Malachy",
            "Seán Conor Cian Oisín Darragh Eoin Fionn Ronan",
        ),
        "Murphy Kelly O’Sullivan Walsh O’Brien Byrne Ryan O’Connor O’Neill O’Reilly Doyle McCarthy "
        "Gallagher Doherty Kennedy Lynch Murray Quinn Moore McLoughlin Fitzgerald O’Donoghue",
    ),
    Culture(
        60,
        (
            "Nasreen Shazia Rukhsana Parveen Zubaida Naseem Bushra Tahira Ayesha Zainab Fatima "
            "Maryam Hira Aleena Iqra Mahnoor Sana Hafsa",
        ),
        (
            "Mohammed Muhammad Imran Tariq Khalid Javed Nadeem Asif Bilal Hamza Usman Zain "
            "Ibrahim Yusuf Adeel Faisal Sohail Haroon",
        ),
        "Khan Hussain Ahmed Ali Mahmood Iqbal Akhtar Malik Shah Hassan Mirza Rashid Chaudhry "
        "Bhatti Aslam Rehman Qureshi Butt Sheikh Siddiqui",
        "Urdu",
    ),
    Culture(
        60,
        (
            "Sunita Meena Kamala Lakshmi Priya Anita Rekha Geeta Deepa Kavita Nisha Asha Divya "
            "Pooja Aarti Harpreet Jasvinder Manjit Simran Gurpreet Ananya Riya",
        ),
        (
            "Rajesh Suresh Ramesh Vijay Anil Sanjay Ravi Deepak Arjun Rohan Kiran Amit Nikhil "
            "Harjit Balbir Jaspal Gurdeep Manpreet Aarav Vihaan Krishnan Dev",
        ),
        "Patel Singh Kaur Shah Sharma Kumar Gill Desai Mehta Rao Nair Iyer Joshi Das Gupta Menon "
        "Chowdhury Banerjee Subramaniam Bhatt Dhillon Sandhu Sidhu Parmar",
        "Punjabi",
    ),
    Culture(
        20,
        ("Shamima Rehana Salma Nasima Rahela Tahmina Farzana Sabina Afia Sumaiya",),
        ("Abdul Mohammed Shafiq Rafiq Kamrul Jamal Mizanur Tanvir Rahim Shahid",),
        "Begum Miah Uddin Rahman Hoque Islam Khatun Chowdhury Alam Haque Ali",
        "Sylheti",
    ),
    Culture(
        40,
        (
            "Ngozi Chioma Adaeze Folake Yetunde Amara Ifeoma Blessing Temitope Esi Abena Akosua "
            "Efua Ama Adwoa Yaa Chidinma Oluwaseun",
        ),
        (
            "Chidi Emeka Obinna Tunde Olumide Kwame Kofi Kwabena Yaw Segun Ikenna Babatunde "
            "Adebayo Femi Edwin Ebenezer Uche Nnamdi",
        ),
        "Okafor Eze Adeyemi Okonkwo Nwosu Balogun Chukwu Adebayo Ogunleye Okeke Mensah Osei Asante "
        "Boateng Owusu Appiah Amoah Danquah Sesay Kamara Bangura Moyo Ncube Mutasa",
    ),
    Culture(
        20,
        ("Amina Hodan Fadumo Khadija Sahra Ifrah Selam Hiwot Tigist Bethlehem",),
        ("Abdi Hassan Mohamed Abdullahi Farah Yonas Dawit Tesfaye Omar Said",),
        "Abdi Farah Warsame Mohamud Hassan Nur Yusuf Tesfaye Haile Gebre Bekele Osman",
        "Somali",
    ),
    Culture(
        40,
        (
            "Agnieszka Katarzyna Małgorzata Joanna Ewa Zofia Magdalena Aleksandra Zuzanna Hanna "
            "Irena Danuta",
        ),
        (
            "Piotr Krzysztof Andrzej Tomasz Jakub Mateusz Paweł Marcin Łukasz Stanisław Jan "
            "Zbigniew",
        ),
        "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak "
        "Dąbrowski Kozłowski Jankowski Mazur Krawczyk Piotrowski Lis",
        "Polish",
    ),
    Culture(
        20,
        ("Elena Ioana Andreea Mihaela Cristina Daniela Olga Oksana Iryna Natalia Kateryna",),
        ("Andrei Ion Mihai Darius Cristian Bogdan Oleksandr Dmytro Vasyl Serhii Ivan",),
        "Popescu Ionescu Popa Radu Dumitru Stan Stoica Ivanova Shevchenko Kovalenko Bondarenko "
        "Melnyk Boyko",
        "Romanian",
    ),
    Culture(
        20,
        ("Mei-Ling Xiu-Ying Li-Na Hui-Min Yan Jing Wai-Yee Thuy Linh Huong Mai Lan",),
        ("Wei Jun Ming Chi-Keung Ka-Ho Hao Lei Minh Tuan Duc Hung Quang",),
        "Chen Wang Li Zhang Wong Chan Lau Tan Wu Cheung Ho Leung Nguyen Tran Pham Le Vo Dang",
        "Cantonese",
    ),
    Culture(
        20,
        ("Fatma Ayşe Emine Zeynep Elif Leila Shirin Maryam Parisa Noor Rania Hala Dilnoza Yasmin",),
        (
            "Mehmet Mustafa Ahmet Emre Yusuf Reza Ali Hossein Dariush Karim Samir Omar Youssef "
            "Khalil",
        ),
        "Yılmaz Demir Kaya Çelik Şahin Hosseini Ahmadi Karimi Rezaei Haddad Khalil Mansour Najjar "
        "Al-Masri Saleh Karimova",
        "Arabic",
    ),
    Culture(
        15,
        ("Maria Ana Sofia Inês Beatriz Isabel Carmen Rosa Lucía Pilar Giulia Chiara Eleni",),
        ("João António Tomás Rui Miguel José Luis Javier Diego Marco Luca Giorgos Andreas Kostas",),
        "Silva Santos Ferreira Costa Ribeiro Pereira García Fernández López Martín Rossi Bianchi "
        "Esposito Adamou Georgiou Christodoulou Papadopoulos",
        "Portuguese",
    ),
    Culture(
        20,
        ("Gloria Beverley Marcia Yvonne Sonia Jasmine Shanice Aaliyah Tiana Monique",),
        ("Winston Delroy Leroy Clive Errol Marlon Tyrone Jermaine Andre Malachi",),
        "Campbell Williams Brown Clarke Francis Gordon Grant Lewis Henry Reid Samuels Baptiste "
        "Joseph Charles Alexander Morrison Bailey",
    ),
    Culture(
        10,
        ("Miriam Esther Ruth Leah Naomi Shoshana Rivka Tamar",),
        ("David Jonathan Daniel Reuben Saul Nathan Eli Ezra",),
        "Cohen Levy Goldberg Friedman Rosen Katz Shapiro Kaplan Rosenberg Weiss",
    ),
)

AGE_BANDS: tuple[tuple[int, int, int], ...] = (
    (0, 4, 54),
    (5, 9, 58),
    (10, 14, 60),
    (15, 19, 58),
    (20, 24, 62),
    (25, 29, 66),
    (30, 34, 69),
    (35, 39, 67),
    (40, 44, 64),
    (45, 49, 61),
    (50, 54, 67),
    (55, 59, 66),
    (60, 64, 57),
    (65, 69, 49),
    (70, 74, 47),
    (75, 79, 39),
    (80, 84, 26),
    (85, 89, 15),
    (90, 99, 9),
)
"""First age, last age, share in thousandths (United Kingdom, rounded)."""

STREETS = [
    "Alder Lane",
    "Weir Street",
    "Tanner Row",
    "Mill Green",
    "Chapel Walk",
    "Station Road",
    "Church Lane",
    "Park View",
    "High Street",
    "Orchard Close",
    "Bridge End",
    "Canal Side",
    "Foundry Lane",
    "Beech Avenue",
    "Oak Drive",
    "Hawthorn Way",
    "Victoria Terrace",
    "Albert Road",
    "Cooper’s Yard",
    "Dyehouse Lane",
    "Fellmonger Row",
    "Gasworks Lane",
    "Hollow Bank",
    "Ings Road",
    "Jubilee Street",
    "Kiln Hill",
    "Lister Street",
    "Moor Top",
    "Nursery Gardens",
    "Old Rectory Close",
    "Priory Road",
    "Quarry Hill",
    "Ropewalk",
    "Saltergate",
    "Tenter Fields",
    "Union Street",
    "Vicarage Lane",
    "Wharf Street",
    "York Place",
    "Larch Grove",
]

STREETS_POSTCODES = tuple(f"YO98 {2 + number // 14}" for number in range(len(STREETS)))
"""The start of each street's postcodes; the district is not in use."""
