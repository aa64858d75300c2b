//! Numbers as both languages write them.

use crate::Language;
use sim::time::Span;

/// A length of time in running text: milliseconds below a second, else seconds with one decimal,
/// minutes beyond two of them, hours beyond two of them.
pub fn about(language: Language, span: Span) -> String {
    let ms = (span.as_micros() + 500) / 1_000;
    let tenths = (span.as_micros() + 50_000) / 100_000;
    match (language, ms) {
        (Language::En, 0..1_000) => format!("{ms} ms"),
        (Language::Zh, 0..1_000) => format!("{ms} 毫秒"),
        (Language::En, 1_000..120_000) => format!("{}.{} s", tenths / 10, tenths % 10),
        (Language::Zh, 1_000..120_000) => format!("{}.{} 秒", tenths / 10, tenths % 10),
        (Language::En, 7_200_000..) => {
            let minutes = tenths / 600;
            format!("{} h {} min", minutes / 60, minutes % 60)
        }
        (Language::Zh, 7_200_000..) => {
            let minutes = tenths / 600;
            format!("{} 小时 {} 分", minutes / 60, minutes % 60)
        }
        (Language::En, _) => {
            format!(
                "{} min {}.{} s",
                tenths / 600,
                tenths % 600 / 10,
                tenths % 10
            )
        }
        (Language::Zh, _) => {
            format!(
                "{} 分 {}.{} 秒",
                tenths / 600,
                tenths % 600 / 10,
                tenths % 10
            )
        }
    }
}

/// A length of time as logs print it, to the millisecond: `5.020 s`.
pub fn exact(language: Language, span: Span) -> String {
    let seconds = thousandths(span);
    match language {
        Language::En => format!("{seconds} s"),
        Language::Zh => format!("{seconds} 秒"),
    }
}

/// Seconds to the millisecond, without their unit: `5.020`.
pub fn thousandths(span: Span) -> String {
    let ms = span.as_millis();
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

/// A count, with a thin space between thousands.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut spaced = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            spaced.push('\u{2009}');
        }
        spaced.push(digit);
    }
    spaced
}

/// Names in a row: `zk0, zk1 and zk2`, `zk0、zk1、zk2`.
pub fn list(language: Language, names: &[&str]) -> String {
    match language {
        Language::Zh => names.join("、"),
        Language::En => match names {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let ms = Span::from_millis;
        assert_eq!(about(Language::En, ms(42)), "42 ms");
        assert_eq!(about(Language::Zh, ms(5_020)), "5.0 秒");
        assert_eq!(about(Language::En, ms(230_900)), "3 min 50.9 s");
        assert_eq!(about(Language::En, ms(7_199_900)), "119 min 59.9 s");
        assert_eq!(about(Language::En, ms(81_980_000)), "22 h 46 min");
        assert_eq!(about(Language::Zh, ms(7_200_000)), "2 小时 0 分");
        assert_eq!(about(Language::En, Span::from_micros(999_600)), "1.0 s");
        assert_eq!(exact(Language::En, ms(5_020)), "5.020 s");
        assert_eq!(
            exact(Language::Zh, Span::from_micros(5_146_999)),
            "5.146 秒"
        );
    }

    #[test]
    fn counts_and_lists() {
        assert_eq!(count(2_350), "2\u{2009}350");
        assert_eq!(count(350), "350");
        assert_eq!(list(Language::En, &["a", "b", "c"]), "a, b and c");
        assert_eq!(list(Language::Zh, &["a", "b"]), "a、b");
    }
}
