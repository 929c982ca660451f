using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources;

/// <summary>One thing that a schema does not like about a value; see <see cref="StatusCause"/>.</summary>
internal readonly record struct SchemaError(string Reason, string Message, string Field);
