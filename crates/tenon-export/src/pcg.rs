//! The numbers that new names get: PCG with 128 bits of state and the output function DXSM, with a fixed seed, so that
//! the same input always gets the same names, and those of the reference implementation.

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;
const INCREMENT: u128 = 0x5851_f42d_4c95_7f2d_1405_7b7e_f767_814f;
const CHEAP: u64 = 0xda94_2042_e4dd_58b5;

/// A generator.
#[derive(Debug)]
pub(crate) struct Pcg(u128);

impl Default for Pcg {
    fn default() -> Pcg {
        Pcg(123 << 64 | 456)
    }
}

impl Pcg {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
        let (mut high, low) = ((self.0 >> 64) as u64, self.0 as u64);
        high ^= high >> 32;
        high = high.wrapping_mul(CHEAP);
        high ^= high >> 48;
        high.wrapping_mul(low | 1)
    }

    /// A number below `n`, which must not be 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let next = self.next();
        if n.is_power_of_two() { next as u32 & (n - 1) } else { (((next >> 32) * u64::from(n)) >> 32) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::Pcg;

    #[test]
    fn numbers_of_the_seed() {
        let mut pcg = Pcg::default();
        let powers: Vec<u32> = (0..8).map(|_| pcg.below(16)).collect();
        assert_eq!(powers, [9, 11, 6, 0, 7, 0, 6, 15]);
        let mut pcg = Pcg::default();
        let others: Vec<u32> = (0..4).map(|_| pcg.below(15)).collect();
        assert_eq!(others, [9, 8, 12, 14]);
    }
}
