namespace LightKube.Api.Documents;

/// <summary>The bytes are not a document: broken JSON or YAML, too deep, or not an object. The message is for the person who sent them.</summary>
public sealed class DocumentFormatException(string message, Exception? inner = null) : Exception(message, inner);
