package io.skyjobs.spi.store;

/** When an object may be written. */
public sealed interface PutCondition {
    /** Always. */
    record Always() implements PutCondition {}

    /** Only while there is no object of that key. */
    record IfAbsent() implements PutCondition {}

    /**
     * Only while the object is what it was.
     *
     * @param tag its {@link StoredObject#tag}
     */
    record IfUnchanged(String tag) implements PutCondition {}

    /** Always. */
    PutCondition ALWAYS = new Always();

    /** Only while there is no object of that key. */
    PutCondition IF_ABSENT = new IfAbsent();
}
