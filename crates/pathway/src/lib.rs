//! The peak planner: plants, technologies and years as a mixed-integer programme solved by whole-plant plans.
