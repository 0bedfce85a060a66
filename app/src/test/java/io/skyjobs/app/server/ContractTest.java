package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.ApiCaller.Call;
import io.skyjobs.app.server.ApiDescription.Operation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the server answers is what the description of its API says. */
class ContractTest {
    private final ApiDescription description = ApiDescription.load();
    @TempDir Path directory;
    private ApiExamples examples;

    @BeforeEach
    void start() throws Exception {
        examples = new ApiExamples(new MemoryPlane(directory), description);
    }

    @AfterEach
    void stop() {
        examples.close();
    }

    @Test
    void everyOperationAnswersAsDescribed() throws Exception {
        Map<String, List<Call>> calls = ApiExamples.calls();
        List<String> operations = new ArrayList<>();
        for (Operation operation : description.operations()) {
            operations.add(operation.toString());
        }
        operations.remove("POST /sign-in");
        assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(operations);
        for (Operation operation : description.operations()) {
            for (Call call : calls.getOrDefault(operation.toString(), List.of(signIn()))) {
                examples.caller()
                        .mustBeWell(operation, examples.caller().send(operation.method(), call));
            }
        }
        TreeSet<String> unseen = new TreeSet<>();
        description.schemas().keySet().forEach(name -> unseen.add(String.valueOf(name)));
        unseen.removeAll(examples.caller().check().met());
        unseen.removeIf(name -> name.contains("Request"));
        // Seen by other tests; one is no object, and what is asked for without words says nothing.
        assertThat(unseen)
                .containsExactly(
                        "ChangedJobs",
                        "ProblemReply",
                        "ProblemReply.Item",
                        "Role",
                        "Status",
                        "WebhookEvent",
                        "WebhookEvent.Data",
                        "WebhookEvent.Place");
    }

    /** A code can be used once, so each call has one of its own. */
    private Call signIn() throws IOException, InterruptedException {
        HttpResponse<byte[]> code =
                examples.caller().send("POST", new Call("/sign-in/codes", "{}"));
        Object text = ApiDescription.map(ApiDescription.json(ApiCaller.text(code))).get("code");
        return new Call("/sign-in", "{\"code\":\"" + text + "\"}");
    }

    @Test
    void eventsCarryTheRecordsThatAreNamed() throws Exception {
        SchemaCheck check = new SchemaCheck(description);
        for (Map.Entry<String, String> stream :
                Map.of("?job=1", "JobView", "", "ChangedJobs").entrySet()) {
            String text =
                    ApiCaller.text(
                            examples.caller()
                                    .send("GET", new Call("/events" + stream.getKey(), "")));
            List<String> data =
                    text.lines()
                            .filter(line -> line.startsWith("data:"))
                            .map(line -> line.substring("data:".length()))
                            .toList();
            assertThat(data).as(text).isNotEmpty();
            for (String json : data) {
                Map<String, String> schema =
                        Map.of("$ref", "#/components/schemas/" + stream.getValue());
                assertThat(check.faults(ApiDescription.json(json), schema)).as(json).isEmpty();
            }
        }
    }

    /** The check itself objects to what is not described. */
    @Test
    void aReplyThatIsNotAsDescribedIsFound() {
        SchemaCheck check = new SchemaCheck(description);
        Map<String, String> schema = Map.of("$ref", "#/components/schemas/SignInReply");
        assertThat(check.faults(ApiDescription.json("{\"token\":1,\"more\":2}"), schema))
                .containsExactly(
                        "$.expires_at must be there, not null",
                        "$.token must be a text, not 1",
                        "$.more must be described, not 2");
        assertThat(
                        check.faults(
                                ApiDescription.json(
                                        "{\"token\":\"a\",\"expires_at\":\"tomorrow\"}"),
                                schema))
                .containsExactly("$.expires_at must be date-time, not tomorrow");
    }
}
