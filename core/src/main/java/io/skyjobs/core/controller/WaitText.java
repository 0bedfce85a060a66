package io.skyjobs.core.controller;

import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;

/** The words for each reason to wait, and what a person could do about it. Pure. */
final class WaitText {
    private WaitText() {}

    /** Why it waits, as a clause without a full stop; different for each code. */
    static String cause(ReasonCode code) {
        return switch (code) {
            case SUBMITTED -> "accepted, and about to be looked at";
            case EARLIER_TASK -> "waiting for an earlier task of the job to succeed";
            case LAUNCH_SLOTS -> "waiting for other jobs to launch";
            case RUNNING_LIMIT -> "waiting for other jobs to end";
            case LAUNCHING -> "waiting for its cluster";
            case RUNNING -> "waiting for its run";
            case CAPACITY -> "in backoff, waiting for resources";
            case QUOTA -> "in backoff, waiting for quota of the account";
            case THROTTLED -> "in backoff, because the provider asked for fewer requests";
            case INFRASTRUCTURE -> "in backoff after trouble of a provider or a machine";
            case PREEMPTED -> "recovering, because the provider took a machine back";
            case NODE_LOST -> "recovering, because a machine, or the run on it, was lost";
            case USER_EXIT -> "being restarted after the run command failed";
            case RECOVERABLE_EXIT ->
                    "being restarted after an exit code that is always followed by a restart";
            case SETUP_EXIT -> "being restarted after the setup command failed";
            case OUT_OF_MEMORY -> "being restarted after it ran out of memory";
            case PREPARING -> "waiting for its files and buckets to be prepared";
            case STORAGE -> "recovering after trouble of a bucket or its mount";
            case STORAGE_REFUSED -> "ending, because a bucket cannot be used as it asks";
            case AUTH -> "in backoff, because credentials were refused";
            case CONFIG -> "in backoff, because a place cannot run it as it is written";
            case NO_RESOURCE -> "in backoff, because no enabled place has such a machine";
            case MAX_DURATION -> "ending, because it ran for as long as max_duration allows";
            case MAX_WAIT -> "ending, because it waited for as long as max_wait allows";
            case NOT_NEEDED -> "waiting for a cluster that is not needed to go";
            case CANCELLED_BY_USER -> "being cancelled";
            case EARLIER_TASK_FAILED -> "skipped, because an earlier task did not succeed";
            case SUCCEEDED -> "clearing away after its success";
        };
    }

    /** The clause, and the particulars where there are some. */
    static String cause(Reason reason) {
        boolean plain =
                reason.sentence().isEmpty() || reason.sentence().equals(reason.code().sentence());
        return plain
                ? cause(reason.code())
                : cause(reason.code()) + " (" + withoutStop(firstLine(reason.sentence())) + ")";
    }

    /** What a person could do; empty when it passes by itself or nothing can be done. */
    static String unblockedBy(ReasonCode code) {
        return switch (code) {
            case LAUNCH_SLOTS -> "a launch that ends, or a higher jobs.max_launching";
            case RUNNING_LIMIT -> "a job that ends, or a higher jobs.max_running";
            case CAPACITY -> "capacity that is freed, or more places, shapes or any_of options";
            case QUOTA -> "a higher quota, less that runs in the account, or other places";
            case AUTH -> "valid credentials; 'sky check' says what is missing";
            case STORAGE_REFUSED ->
                    "a bucket that the account may use; 'sky check' says which stores are usable";
            case CONFIG, NO_RESOURCE -> "a task file that asks for what an enabled place has";
            case USER_EXIT, SETUP_EXIT, OUT_OF_MEMORY ->
                    "a fix of the job; 'sky jobs logs' shows" + " what it printed";
            case SUBMITTED,
                    EARLIER_TASK,
                    LAUNCHING,
                    RUNNING,
                    PREPARING,
                    STORAGE,
                    THROTTLED,
                    INFRASTRUCTURE,
                    PREEMPTED,
                    NODE_LOST,
                    RECOVERABLE_EXIT,
                    MAX_DURATION,
                    MAX_WAIT,
                    NOT_NEEDED,
                    CANCELLED_BY_USER,
                    EARLIER_TASK_FAILED,
                    SUCCEEDED ->
                    "";
        };
    }

    /** {@code 1st}, {@code 2nd}, {@code 3rd}, {@code 11th}. */
    static String ordinal(int number) {
        int tens = number % 100;
        if (tens >= 11 && tens <= 13) {
            return number + "th";
        }
        return number
                + switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    /** The first letter as a sentence begins, and a full stop at the end. */
    static String sentence(String clause) {
        String whole = Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
        return whole.endsWith(".") ? whole : whole + ".";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).stripTrailing();
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
