namespace LightKube.ApiServer.Admission.Policies;

/// <summary>A policy or binding cannot be put into force as it stands.</summary>
internal sealed class PolicyConfigurationException(string message) : Exception(message);
