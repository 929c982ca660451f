namespace LightKube.Api.JsonPath;

/// <summary>A path that cannot be read. The message is for the person who wrote it.</summary>
public sealed class JsonPathException(string message) : Exception(message);
