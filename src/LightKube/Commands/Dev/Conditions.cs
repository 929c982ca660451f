using System.Text.Json;

namespace LightKube.Commands.Dev;

/// <summary>Reads <c>status.conditions</c> of an object.</summary>
internal static class Conditions
{
    internal static bool IsTrue(JsonElement resource, string type) =>
        Find(resource, type) is { } condition && condition.GetProperty("status").GetString() == "True";

    /// <summary>What the condition says, for a person to read.</summary>
    internal static string MessageOf(JsonElement resource, string type) =>
        Find(resource, type) is { } condition && condition.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text
            ? text.TrimEnd('.')
            : $"its condition {type} is not set";

    private static JsonElement? Find(JsonElement resource, string type)
    {
        if (!resource.TryGetProperty("status", out var status) || !status.TryGetProperty("conditions", out var conditions))
            return null;
        foreach (var condition in conditions.EnumerateArray())
        {
            if (condition.GetProperty("type").GetString() == type)
                return condition;
        }
        return null;
    }
}
