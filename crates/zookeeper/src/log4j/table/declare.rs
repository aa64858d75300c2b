//! How the table of lines is written.

/// Declares the statements.
macro_rules! statements {
    ($($name:ident [$($line:literal),*]: $($since:ident $level:ident $class:literal $text:literal)+;)*) => {
        /// The statements that print the lines of this crate.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "each is what its words in the table say")]
        pub enum Statement { $($name),* }

        impl Statement {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            fn lines(self) -> [u16; RELEASES] {
                match self { $(Self::$name => [$($line),*]),* }
            }

            /// Its words, oldest first.
            pub fn forms(self) -> &'static [Form] {
                match self {
                    $(Self::$name => &[$(Form {
                        since: Release::$since,
                        level: Level::$level,
                        class: $class,
                        text: $text,
                    }),+]),*
                }
            }
        }
    };
}
