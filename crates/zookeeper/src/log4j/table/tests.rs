//! Statements are where the captures have them.

use super::*;

#[test]
fn every_statement_is_in_some_release_and_says_its_fields_once() {
    for statement in Statement::ALL {
        assert!(
            Release::ALL.iter().any(|r| statement.site(*r).is_some()),
            "{statement:?}"
        );
        let forms = statement.forms();
        assert!(
            forms.is_sorted_by(|a, b| a.since < b.since),
            "{statement:?}"
        );
    }
}

#[test]
fn lines_are_where_the_captures_have_them() {
    let at = |statement: Statement, release: Release| {
        statement.site(release).map(|site| (site.class, site.line))
    };
    use Statement::{CannotOpenChannel, HaveQuorum, NewElection, Notification};
    let (old, new) = (Release::V3_4_6, Release::V3_8_0);
    assert_eq!(at(NewElection, old), Some(("FastLeaderElection", 815)));
    assert_eq!(at(NewElection, new), Some(("FastLeaderElection", 946)));
    let inner = "FastLeaderElection$Messenger$WorkerReceiver";
    assert_eq!(at(Notification, new), Some((inner, 391)));
    assert_eq!(at(CannotOpenChannel, old), Some(("QuorumCnxManager", 382)));
    assert_eq!(at(CannotOpenChannel, new), Some(("QuorumCnxManager", 401)));
    assert_eq!(at(HaveQuorum, new), Some(("Leader", 1_519)));
    assert_eq!(at(Statement::OracleRefuses, old), None);
}
