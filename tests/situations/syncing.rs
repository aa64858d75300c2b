//! What leaders and learners say to each other before and after UPTODATE.
