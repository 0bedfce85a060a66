package io.skyjobs.app.server;

import static io.skyjobs.app.server.ApiDescription.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.Wire;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The schemas of the API have the fields of the wire records, and no others. */
class WireSchemaTest {
    private static final Map<Class<?>, String> PLAIN =
            Map.ofEntries(
                    Map.entry(int.class, "integer"),
                    Map.entry(long.class, "integer"),
                    Map.entry(Integer.class, "integer"),
                    Map.entry(Long.class, "integer"),
                    Map.entry(double.class, "number"),
                    Map.entry(Double.class, "number"),
                    Map.entry(boolean.class, "boolean"),
                    Map.entry(String.class, "string"),
                    Map.entry(Instant.class, "string date-time"),
                    Map.entry(Duration.class, "string duration"));

    private final ApiDescription description = ApiDescription.load();

    @Test
    void everyWireRecordHasASchemaAndEverySchemaOfAnObjectARecord() throws Exception {
        TreeSet<String> described = new TreeSet<>();
        description
                .schemas()
                .forEach(
                        (name, schema) -> {
                            if ("object".equals(map(schema).get("type"))) {
                                described.add(String.valueOf(name));
                            }
                        });
        assertThat(records().keySet()).hasSizeGreaterThan(70).isEqualTo(described);
    }

    @Test
    void everySchemaHasTheFieldsOfItsRecord() throws Exception {
        records()
                .forEach(
                        (name, type) -> {
                            Map<?, ?> schema = map(description.schemas().get(name));
                            List<String> fields =
                                    Arrays.stream(type.getRecordComponents())
                                            .map(field -> snake(field.getName()))
                                            .toList();
                            assertThat(
                                            map(schema.get("properties")).keySet().stream()
                                                    .map(String::valueOf))
                                    .as(name)
                                    .containsExactlyElementsOf(fields);
                            List<String> required = new ArrayList<>();
                            if (schema.get("required") instanceof List<?> names) {
                                names.forEach(field -> required.add(String.valueOf(field)));
                            }
                            assertThat(fields).as("required of %s", name).containsAll(required);
                        });
    }

    @Test
    void everyFieldHasTheTypeOfItsRecord() throws Exception {
        List<String> wrong = new ArrayList<>();
        records()
                .forEach(
                        (name, type) -> {
                            Map<?, ?> fields =
                                    map(map(description.schemas().get(name)).get("properties"));
                            for (RecordComponent field : type.getRecordComponents()) {
                                Map<?, ?> schema = map(fields.get(snake(field.getName())));
                                String described = described(schema);
                                String meant = meant(field.getGenericType());
                                if (!described.equals(meant)) {
                                    wrong.add(
                                            name
                                                    + "."
                                                    + field.getName()
                                                    + " is "
                                                    + meant
                                                    + " and described as "
                                                    + described);
                                }
                            }
                        });
        assertThat(wrong).isEmpty();
    }

    /** Words of what is an enum in the record; others are texts there. */
    private static final Set<List<?>> ENUMS =
            Set.of(
                    List.of("FILE", "COMMAND", "FILE_OR_COMMAND"),
                    List.of("FILE", "DIRECTORY", "MISSING"));

    private static String meant(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] inner = generic.getActualTypeArguments();
            Type outer = generic.getRawType();
            return outer == Optional.class
                    ? meant(inner[0])
                    : outer == List.class
                            ? "list of " + meant(inner[0])
                            : "map of " + meant(inner[1]);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException("no such thing on the wire: " + type);
        }
        if (plain.isEnum()) {
            return "string " + Arrays.toString(plain.getEnumConstants());
        }
        return plain.isRecord() ? schemaOf(plain) : String.valueOf(PLAIN.get(plain));
    }

    private String described(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.replaceFirst(".*/", "");
            // Words in texts: the record has the text only.
            return "string".equals(description.resolve(schema).get("type")) ? "string" : name;
        }
        String type = String.valueOf(schema.get("type"));
        return switch (type) {
            case "array" -> "list of " + described(map(schema.get("items")));
            case "object" -> "map of " + described(map(schema.get("additionalProperties")));
            case "string" -> type + form(schema);
            default -> type;
        };
    }

    private static String form(Map<?, ?> schema) {
        if (schema.get("enum") instanceof List<?> words && ENUMS.contains(words)) {
            return " " + words;
        }
        String form = String.valueOf(schema.get("format"));
        return List.of("date-time", "duration").contains(form) ? " " + form : "";
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String schemaOf(Class<?> type) {
        return type.getName().replaceFirst(".*\\.", "").replace('$', '.');
    }

    /** All records that are turned into JSON, by the names of their schemas. */
    private static Map<String, Class<?>> records() throws IOException, URISyntaxException {
        Path one = Path.of(Objects.requireNonNull(Wire.class.getResource("Wire.class")).toURI());
        Map<String, Class<?>> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(one.resolveSibling(""))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                boolean json =
                        Stream.concat(
                                        model
                                                .findAttribute(
                                                        Attributes.runtimeVisibleAnnotations())
                                                .stream()
                                                .flatMap(it -> it.annotations().stream()),
                                        model
                                                .findAttribute(
                                                        Attributes.runtimeInvisibleAnnotations())
                                                .stream()
                                                .flatMap(it -> it.annotations().stream()))
                                .anyMatch(
                                        it -> it.className().equalsString("Lio/avaje/jsonb/Json;"));
                if (json) {
                    Class<?> type = loaded(model);
                    found.put(schemaOf(type), type);
                }
            }
        }
        return found;
    }

    private static Class<?> loaded(ClassModel model) {
        try {
            return Class.forName(model.thisClass().asInternalName().replace('/', '.'));
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
