//! Dynamic material flows: stocks, lifetimes, scrap by grade, alloying elements, residues.
