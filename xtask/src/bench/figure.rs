//! What was measured, against what is asked for, as a table and as JSON.

use serde_json::{Value, json};
use std::fmt::Write as _;

/// One line of the table.
pub(crate) struct Figure {
    /// What it is a figure of.
    pub(crate) what: String,
    /// How it was measured.
    pub(crate) how: String,
    /// The figure, or why there is none.
    pub(crate) value: Result<f64, Missing>,
    /// Its unit.
    pub(crate) unit: &'static str,
    /// What is asked for.
    pub(crate) bound: Bound,
}

/// Why there is no figure.
pub(crate) enum Missing {
    /// It could not be measured.
    Failed(String),
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    /// At most the bound; the target is what would be good.
    AtMost(f64, Option<f64>),
    /// At least the bound; the target is what would be good.
    AtLeast(f64, Option<f64>),
}

impl Bound {
    fn held(self, value: f64) -> bool {
        match self {
            Self::AtMost(bound, _) => value <= bound,
            Self::AtLeast(bound, _) => value >= bound,
        }
    }

    fn numbers(self) -> (f64, Option<f64>) {
        match self {
            Self::AtMost(bound, target) | Self::AtLeast(bound, target) => (bound, target),
        }
    }

    fn words(self) -> String {
        let sign = match self {
            Self::AtMost(..) => "≤",
            Self::AtLeast(..) => "≥",
        };
        let (bound, target) = self.numbers();
        let mut words = format!("{sign} {}", number(bound));
        if let Some(target) = target {
            let _ = write!(words, " ({})", number(target));
        }
        words
    }
}

impl Figure {
    /// Whether it could not be measured although it should have been.
    pub(crate) fn failed(&self) -> bool {
        matches!(self.value, Err(Missing::Failed(_)))
    }

    fn held(&self) -> Option<bool> {
        let value = self.value.as_ref().ok()?;
        Some(self.bound.held(*value))
    }

    fn reason(&self) -> Option<&str> {
        match &self.value {
            Ok(_) => None,
            Err(Missing::Failed(reason)) => Some(reason),
        }
    }

    fn json(&self, table: &str) -> Value {
        let (bound, target) = self.bound.numbers();
        json!({
            "table": table, "what": self.what, "how": self.how, "unit": self.unit,
            "value": self.value.as_ref().ok(), "missing": self.reason(),
            "bound": bound, "target": target, "held": self.held(),
        })
    }

    fn cells(&self) -> [String; 5] {
        let figure = match &self.value {
            Ok(value) => format!("{} {}", number(*value), self.unit),
            Err(_) => "–".to_owned(),
        };
        let held = match self.held() {
            Some(true) => "held",
            Some(false) => "NOT HELD",
            None => "",
        };
        let how = match self.reason() {
            Some(reason) => format!("not measured: {reason}"),
            None => self.how.clone(),
        };
        let bound = self.bound.words();
        [self.what.clone(), figure, bound, held.to_owned(), how]
    }
}

/// The figures of one part, for people.
pub(crate) fn table(title: &str, figures: &[Figure]) -> String {
    let head = [title, "figure", "bound (target)", "", "how"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(figures.iter().map(Figure::cells));
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        line.push_str(&row[4]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The figures of one part, for programs.
pub(crate) fn json(table: &str, figures: &[Figure]) -> Vec<Value> {
    figures.iter().map(|figure| figure.json(table)).collect()
}

/// Three digits that count, thousands apart.
fn number(value: f64) -> String {
    let places = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let plain = format!("{value:.places$}");
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        grouped
    } else {
        format!("{grouped}.{rest}")
    }
}

/// The value that lies at a part of the way through sorted values.
pub(crate) fn quantile(values: &[f64], part: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let index = (part * sorted.len() as f64).floor() as usize;
    sorted.get(index.min(sorted.len().checked_sub(1)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: Result<f64, Missing>, bound: Bound) -> Figure {
        Figure {
            what: "a run".to_owned(),
            how: "best of 5".to_owned(),
            value,
            unit: "ms",
            bound,
        }
    }

    #[test]
    fn numbers_are_short() {
        let check = |value: f64, text: &str| assert_eq!(number(value), text);
        check(400_000.0, "400,000");
        check(1_234.56, "1,235");
        check(99.95, "100");
        check(12.34, "12.3");
        check(1.5, "1.5");
        check(0.0421, "0.042");
        check(8.0, "8");
        check(0.0, "0");
    }

    #[test]
    fn a_bound_is_held_or_not() {
        let check = |bound: Bound, value, held| {
            let figure = figure(Ok(value), bound);
            assert_eq!(figure.held(), Some(held), "{bound:?} {value}");
        };
        check(Bound::AtMost(2.0, None), 2.0, true);
        check(Bound::AtMost(2.0, Some(1.0)), 2.1, false);
        check(Bound::AtLeast(2.0, None), 1.9, false);
    }

    #[test]
    fn a_table_says_what_is_missing_and_why() {
        let figures = [
            figure(Ok(2.5), Bound::AtMost(2.0, Some(1.0))),
            figure(
                Err(Missing::Failed("there is none".to_owned())),
                Bound::AtMost(2.0, None),
            ),
        ];
        let text = table("Engine", &figures);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            "a run   2.5 ms  ≤ 2 (1)         NOT HELD  best of 5"
        );
        assert_eq!(
            lines[2],
            "a run   –       ≤ 2                       not measured: there is none"
        );
        assert!(figures[1].failed() && !figures[0].failed());
        assert_eq!(json("engine", &figures)[1]["missing"], "there is none");
    }

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.95), Some(5.0));
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
