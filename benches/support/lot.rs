//! Numbers drawn by lot, the same on every machine and in every run.

/// A stream of numbers that its seed determines (splitmix64, Vigna 2015).
pub(crate) struct Lot(u64);

impl Lot {
    /// The stream of a seed; neighbouring seeds give unrelated streams.
    pub(crate) fn new(seed: u64) -> Self {
        let mut lot = Self(seed.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        lot.draw();
        lot
    }

    /// The next 64 bits.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.draw()) * end as u128) >> 64) as usize
    }

    /// A number from 0 up to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether what happens with this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }
}

/// Draws numbers with given weights in constant time (Walker's alias method, Vose 1991).
pub(crate) struct Weighted {
    keeps: Vec<f64>,
    others: Vec<u32>,
}

impl Weighted {
    /// For the numbers from 0 with the given weights.
    pub(crate) fn new(weights: &[f64]) -> Self {
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let mut keeps: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
        let mut others: Vec<u32> = (0..weights.len() as u32).collect();
        let (mut light, mut heavy): (Vec<usize>, Vec<usize>) =
            (0..weights.len()).partition(|number| keeps[*number] < 1.0);
        while let (Some(less), Some(more)) = (light.pop(), heavy.last().copied()) {
            others[less] = more as u32;
            keeps[more] -= 1.0 - keeps[less];
            if keeps[more] < 1.0 {
                heavy.pop();
                light.push(more);
            }
        }
        Self { keeps, others }
    }

    /// One number.
    pub(crate) fn draw(&self, lot: &mut Lot) -> usize {
        let number = lot.below(self.keeps.len());
        if lot.fraction() < self.keeps[number] { number } else { self.others[number] as usize }
    }
}
