//! The exceptions that lines carry, as their first line and the frames of ZooKeeper's own code.

use crate::fact::{DialFailure, Failure};

/// The first line of a dial's exception. JDK 13 and older write `connect timed out`.
pub(super) fn of_dial(why: DialFailure, host: &str) -> String {
    match why {
        DialFailure::Refused => "java.net.ConnectException: Connection refused".to_owned(),
        DialFailure::TimedOut => "java.net.SocketTimeoutException: connect timed out".to_owned(),
        DialFailure::NoRoute => "java.net.NoRouteToHostException: No route to host".to_owned(),
        DialFailure::UnknownHost => format!("java.net.UnknownHostException: {host}"),
    }
}

/// The first line of any other exception.
pub(super) fn of(why: Failure) -> &'static str {
    match why {
        Failure::EndOfStream => "java.io.EOFException",
        Failure::Reset => "java.net.SocketException: Connection reset",
        Failure::SocketClosed => "java.net.SocketException: Socket closed",
        Failure::BrokenPipe => "java.net.SocketException: Broken pipe",
        Failure::ReadTimedOut => "java.net.SocketTimeoutException: Read timed out",
        Failure::ConnectRefused => "java.net.ConnectException: Connection refused",
        Failure::ConnectTimedOut => "java.net.SocketTimeoutException: connect timed out",
        Failure::NoRoute => "java.net.NoRouteToHostException: No route to host",
        Failure::NullAddress => {
            "java.lang.IllegalArgumentException: connect: The address can't be null"
        }
        Failure::EpochTimeout => {
            "java.lang.InterruptedException: Timeout while waiting for epoch from quorum"
        }
        Failure::EpochAckTimeout => {
            "java.lang.InterruptedException: Timeout while waiting for epoch to be acked by quorum"
        }
        Failure::Interrupted => "java.lang.InterruptedException",
        Failure::FollowerAhead => "java.io.IOException: Follower is ahead of the leader",
        Failure::EpochTooLow => "java.io.IOException: Leaders epoch is less than accepted epoch",
        Failure::AddressInUse => "java.net.BindException: Address already in use",
        Failure::OthersAddress => "java.net.BindException: Cannot assign requested address",
        Failure::NewLeaderTimeout => {
            "java.lang.InterruptedException: Timeout while waiting for NEWLEADER to be acked by quorum"
        }
        Failure::ConfigChanged => "java.lang.Exception: changes proposed in reconfig",
        Failure::NotInFlight => "java.lang.NullPointerException",
    }
}

/// A frame of ZooKeeper's own code.
pub(super) fn frame(class: &str, method: &str, line: u16) -> String {
    let outer = class.split('$').next().unwrap_or(class);
    format!("\tat org.apache.zookeeper.server.quorum.{class}.{method}({outer}.java:{line})")
}
