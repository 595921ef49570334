package dev.wellspring.topic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Expands URI Templates the way RFC 6570, section 3.2, says; values are strings, lists of strings, or maps of strings. */
final class TemplateExpansion {
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

    private final Map<String, Object> values;

    TemplateExpansion(Map<String, Object> values) {
        this.values = values;
    }

    String expand(String template) {
        var uri = new StringBuilder();
        int index = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', index)) {
            int close = template.indexOf('}', open);
            uri.append(template, index, open).append(expression(template.substring(open + 1, close)));
            index = close + 1;
        }
        return uri.append(template.substring(index)).toString();
    }

    private String expression(String expression) {
        char operator = "+#./;?&".indexOf(expression.charAt(0)) < 0 ? ' ' : expression.charAt(0);
        String separator = switch (operator) {
            case '.', '/', ';', '&' -> String.valueOf(operator);
            case '?' -> "&";
            default -> ",";
        };
        String first = operator == ' ' || operator == '+' ? "" : String.valueOf(operator);
        var parts = new ArrayList<String>();
        for (String variable : (operator == ' ' ? expression : expression.substring(1)).split(",", -1)) {
            parts.addAll(variable(variable, operator));
        }
        return parts.isEmpty() ? "" : first + String.join(separator, parts);
    }

    private List<String> variable(String variable, char operator) {
        boolean explode = variable.endsWith("*");
        String name = variable.replaceFirst("\\*$|:\\d+$", "");
        Object value = values.get(name);
        boolean named = ";?&".indexOf(operator) >= 0;
        return switch (value) {
            case null -> List.of();
            case List<?> list when list.isEmpty() -> List.of();
            case Map<?, ?> map when map.isEmpty() -> List.of();
            case List<?> list -> {
                List<String> members = list.stream()
                        .map(member -> encode(member.toString(), operator))
                        .toList();
                if (explode) {
                    yield members.stream()
                            .map(member -> named ? pair(name, member, operator) : member)
                            .toList();
                }
                yield List.of(named ? pair(name, String.join(",", members), operator) : String.join(",", members));
            }
            case Map<?, ?> map -> {
                List<String> members = map.entrySet().stream()
                        .map(entry -> encode(entry.getKey().toString(), operator)
                                + (explode ? "=" : ",")
                                + encode(entry.getValue().toString(), operator))
                        .toList();
                if (explode) {
                    yield members;
                }
                yield List.of(named ? pair(name, String.join(",", members), operator) : String.join(",", members));
            }
            default -> {
                String text = value.toString();
                if (variable.contains(":")) {
                    int length = Integer.parseInt(variable.substring(variable.indexOf(':') + 1));
                    text = text.substring(
                            0, text.offsetByCodePoints(0, Math.min(length, text.codePointCount(0, text.length()))));
                }
                String encoded = encode(text, operator);
                yield List.of(named ? pair(name, encoded, operator) : encoded);
            }
        };
    }

    private static String pair(String name, String value, char operator) {
        return operator == ';' && value.isEmpty() ? name : name + "=" + value;
    }

    private static String encode(String text, char operator) {
        String allowed = operator == '+' || operator == '#' ? UNRESERVED + RESERVED : UNRESERVED;
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && allowed.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("%%%02X", octet & 0xFF));
            }
        }
        return encoded.toString();
    }
}
