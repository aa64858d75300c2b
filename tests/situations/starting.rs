//! Files, numbers and addresses with which a server does not start, or not as it should.
