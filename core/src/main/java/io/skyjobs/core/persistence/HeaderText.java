package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.JobHeader;

import java.util.List;

/**
 * What a header says of each task, as JSON text; its other parts are columns. Also the one place
 * that fills in the id of the job.
 */
final class HeaderText {
    private static final String ID_PLACEHOLDER = "{job}";

    private HeaderText() {}

    /** What a header says of each task. */
    record TaskLists(List<String> names, List<String> resources, List<String> ids) {}

    static String write(JobHeader header) {
        return JsonFields.document()
                .put("names", header.taskNames())
                .put("resources", header.resources())
                .put("ids", header.taskIds())
                .text();
    }

    static TaskLists read(String text) {
        return JsonFields.read(
                text,
                "header of a job",
                fields ->
                        new TaskLists(
                                fields.texts("names"),
                                fields.texts("resources"),
                                fields.texts("ids")));
    }

    /** The header with the id in the place of every placeholder in a task id. */
    static JobHeader withId(JobHeader header, long id) {
        return new JobHeader(
                header.name(),
                header.user(),
                header.workspace(),
                header.priority(),
                header.taskNames(),
                header.resources(),
                header.taskIds().stream()
                        .map(taskId -> taskId.replace(ID_PLACEHOLDER, Long.toString(id)))
                        .toList(),
                header.rank(),
                header.copies(),
                header.shown());
    }
}
