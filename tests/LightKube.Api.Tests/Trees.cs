using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests;

/// <summary>Trees from JSON with single quotes, which reads better in a test.</summary>
internal static class Trees
{
    public static Value Value(string json) => JsonText.Parse(json.Replace('\'', '"'));

    public static DocMap Map(string json) => Value(json).AsMap!;

    public static string Json(string json) => Value(json).ToString();
}
