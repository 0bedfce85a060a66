package io.skyjobs.core.spec;

/**
 * One reading of one task file: what it knows, and what it has found wrong so far.
 *
 * @param problems collects what is wrong
 * @param context where and when it happens
 */
record Reading(Problems problems, SubmitContext context) {}
