package io.skyjobs.providers.ssh;

/** What came of a question to a host. */
sealed interface Reply<T> {
    /** It answered. */
    record Answer<T>(T value) implements Reply<T> {}

    /** It did not, and nothing is known. */
    record Missing<T>(String sentence) implements Reply<T> {}
}
