//! Reads an instance of the generator's raw arrays into a problem; the same statement as `bench/pathway/compact.py`.

use std::path::Path;

use serde_json::Value;
use verdigris_pathway::plan::{Kind, Limit, Market, Node, Plant, Problem, Subject, Use};

struct Arrays<'a> {
    folder: &'a Path,
    meta: Value,
}

impl Arrays<'_> {
    fn real(&self, name: &str) -> Vec<f64> {
        bytes(self.folder, name).map(f64::from_le_bytes).collect()
    }

    fn whole(&self, name: &str) -> Vec<usize> {
        bytes(self.folder, name).map(|word| usize::try_from(i64::from_le_bytes(word)).unwrap()).collect()
    }

    fn number(&self, name: &str) -> f64 {
        self.meta[name].as_f64().unwrap_or_else(|| panic!("meta.json has no number `{name}`"))
    }

    fn size(&self, name: &str) -> usize {
        usize::try_from(self.meta[name].as_u64().unwrap()).unwrap()
    }
}

fn bytes(folder: &Path, name: &str) -> impl Iterator<Item = [u8; 8]> {
    let raw = std::fs::read(folder.join(format!("{name}.bin"))).unwrap_or_else(|error| panic!("{name}: {error}"));
    raw.chunks_exact(8).map(|word| word.try_into().unwrap()).collect::<Vec<_>>().into_iter()
}

/// The instance in `folder`.
pub fn read(folder: &Path) -> Problem {
    let meta: Value = serde_json::from_slice(&std::fs::read(folder.join("meta.json")).unwrap()).unwrap();
    assert!(meta["stated"].as_bool() == Some(true), "run bench/pathway/instance.py on the instance first");
    let o = Arrays { folder, meta };
    let (p_count, k_count, t_count) = (o.size("P"), o.size("K"), o.size("T"));
    let (m_count, z_count, g_count) = (o.size("M"), o.size("Z"), o.size("G"));
    let (metal, second, region) = (o.whole("metal"), o.whole("sec"), o.whole("region"));
    let (zone, group) = (o.whole("zone"), o.whole("group"));
    let (cap, elec, ef, clean) = (o.real("cap"), o.real("elec"), o.real("ef"), o.real("clean"));
    let (opex, capex, fom, resid) = (o.real("opex"), o.real("capex"), o.real("fom"), o.real("resid"));
    let (gef, price, tax, disc) = (o.real("gef"), o.real("price"), o.real("tax"), o.real("disc"));
    let (demand, scrap, carriage, ecap) = (o.real("D"), o.real("scrap"), o.real("tc"), o.real("ecap"));
    let (cf, step, growth) = (o.number("cf"), o.number("step"), o.number("growth"));
    let peak = o.size("peak");
    let seed: Vec<f64> = o.meta["seed"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();

    // Series: supply by metal and zone (alumina has one node), then emissions, scrap, ceiling, building, capital.
    let supply = |m: usize, z: usize| if m == 0 { 0 } else { 1 + (m - 1) * z_count + z };
    let emissions = 1 + (m_count - 1) * z_count;
    let scrap_of = |m: usize| emissions + m;
    let ceiling = emissions + m_count;
    let built = |k: usize| ceiling + k - 1;
    let capital = |g: usize| ceiling + k_count - 1 + g;
    let series = capital(g_count);

    let mut plants = Vec::with_capacity(p_count);
    let mut supplied = vec![false; emissions];
    for p in 0..p_count {
        let m = metal[p];
        supplied[supply(m, zone[p])] = true;
        let mut plant = Plant::new(k_count + 1, t_count, 1);
        let primary = m == 1 && second[p] == 0;
        let own = plant.keep(supply(m, zone[p]), std::iter::repeat_n(1.0, t_count));
        let alumina = primary.then(|| plant.keep(supply(0, 0), std::iter::repeat_n(-o.number("al2o3"), t_count)));
        let remelts =
            (second[p] == 1).then(|| plant.keep(scrap_of(m), std::iter::repeat_n(o.number("scrapuse"), t_count)));
        let stands = primary.then(|| plant.keep(ceiling, std::iter::repeat_n(cap[p], t_count)));
        let mut money = 0.0;
        for k in 0..k_count {
            let state = k + 1;
            let at = p * k_count + k;
            let rate: Vec<f64> =
                (0..t_count).map(|t| ef[at] + elec[at] * (1.0 - clean[at]) * gef[region[p] * t_count + t]).collect();
            for t in 0..t_count {
                let here = state * t_count + t;
                let power = price[region[p] * t_count + t];
                plant.run[here] = disc[t] * (opex[at] + elec[at] * power + tax[t] * rate[t]);
                plant.most[here] = cf * cap[p];
                plant.leave[here] = 60.0 * cap[p] * disc[t] / step;
                if k > 0 {
                    plant.enter[here] = disc[t] / step * capex[at] * cap[p];
                }
                if k > 0 || resid[p * t_count + t] > 0.0 {
                    plant.hold[here] = disc[t] * fom[at] * cap[p];
                }
                money += plant.run[here] * plant.most[here] / (t_count * k_count) as f64;
            }
            let emits = plant.keep(emissions, rate);
            plant.run_uses[state] = [Some(own), Some(emits), alumina, remelts].into_iter().flatten().collect();
            plant.hold_uses[state] = stands.into_iter().collect();
            let mut entering: Vec<Use> = Vec::new();
            if k > 0 {
                entering.push(plant.keep(capital(group[p]), std::iter::repeat_n(capex[at] * cap[p], t_count)));
            }
            if k >= 2 {
                entering.push(plant.keep(built(k), std::iter::repeat_n(cap[p], t_count)));
            }
            plant.enter_uses[state] = entering;
        }
        plant.money = money;
        plants.push(plant);
    }

    let mut markets = Vec::new();
    let alumina = Node {
        supply: Some(0),
        demand: vec![0.0; t_count],
        unmet: vec![0.0; t_count],
        import: vec![10.0; t_count],
        import_cost: disc.iter().map(|d| 400.0 * d).collect(),
    };
    let typical = |series: usize| -> Vec<f64> {
        (0..t_count)
            .map(|t| {
                let makers = plants.iter().filter(|plant| plant.run_uses[1][0].series as usize == series);
                let (sum, count) =
                    makers.fold((0.0, 0.0), |(sum, count), plant| (sum + plant.run[t_count + t], count + 1.0));
                if count > 0.0 { sum / count } else { 0.0 }
            })
            .collect()
    };
    markets.push(Market { nodes: vec![alumina], carriage: vec![0.0; t_count], price: typical(0) });
    for m in 1..m_count {
        let nodes = (0..z_count)
            .map(|z| Node {
                supply: supplied[supply(m, z)].then(|| supply(m, z)),
                demand: (0..t_count).map(|t| demand[(m * z_count + z) * t_count + t]).collect(),
                unmet: disc.iter().map(|d| 60000.0 * d).collect(),
                import: vec![0.0; t_count],
                import_cost: vec![0.0; t_count],
            })
            .collect();
        let carried = (0..z_count * z_count)
            .flat_map(|pair| disc.iter().map(|d| d * carriage[pair]).collect::<Vec<_>>())
            .collect();
        let of_zones: Vec<Vec<f64>> = (0..z_count).map(|z| typical(supply(m, z))).collect();
        let price = (0..t_count).map(|t| of_zones.iter().map(|zone| zone[t]).fold(0.0, f64::max)).collect();
        markets.push(Market { nodes, carriage: carried, price });
    }

    let mut limits = Vec::new();
    let mut limit = |kind, index, period, terms: Vec<(usize, f64)>, bound| {
        let of_paths = matches!(kind, Kind::Ceiling | Kind::Diffusion | Kind::Capital);
        limits.push(Limit { subject: Subject { kind, index, period }, terms, bound, of_paths });
    };
    let account = |series: usize, t: usize| series * t_count + t;
    for t in 0..t_count {
        limit(Kind::EmissionCap, 0, t, vec![(account(emissions, t), 1.0)], ecap[t]);
        if t > peak {
            limit(Kind::Peak, 0, t, vec![(account(emissions, t), 1.0), (account(emissions, t - 1), -1.0)], 0.0);
        }
        limit(Kind::Ceiling, 0, t, vec![(account(ceiling, t), 1.0)], o.number("ceil_al"));
        for m in 1..m_count {
            limit(Kind::Supply, m, t, vec![(account(scrap_of(m), t), 1.0)], scrap[m * t_count + t]);
        }
        for (k, seed) in seed.iter().enumerate().skip(2) {
            let mut terms = vec![(account(built(k), t), 1.0)];
            if t > 0 {
                terms.push((account(built(k), t - 1), -growth));
            }
            limit(Kind::Diffusion, k, t, terms, *seed);
        }
        for g in 0..g_count {
            limit(Kind::Capital, g, t, vec![(account(capital(g), t), 1.0)], o.number("groupbudget"));
        }
    }
    let all = (0..t_count).map(|t| (account(emissions, t), 1.0)).collect();
    limit(Kind::EmissionBudget, 0, t_count - 1, all, o.number("budget"));
    Problem { periods: t_count, series, plants, markets, limits }
}
