namespace LightKube.ApiServer.CustomResources;

/// <summary>A conversion webhook's answer makes no sense, or says no. The message goes on where "conversion webhook for KIND" ends.</summary>
internal sealed class ConversionException(string message) : Exception(message);
