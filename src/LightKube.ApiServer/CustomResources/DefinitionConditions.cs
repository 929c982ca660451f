using LightKube.Api.ApiExtensions.V1;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The conditions of CustomResourceDefinitions.</summary>
internal static class DefinitionConditions
{
    public static CustomResourceDefinitionCondition? Find(CustomResourceDefinition definition, string type) =>
        definition.Status.Conditions.Find(condition => condition.Type == type);

    public static bool IsTrue(CustomResourceDefinition definition, string type) => Find(definition, type)?.Status == "True";

    /// <summary>Sets the condition; its time changes with its status.</summary>
    /// <returns>False when it was the same already.</returns>
    public static bool Set(CustomResourceDefinition definition, string type, bool status, string reason, string message, DateTimeOffset now)
    {
        var text = status ? "True" : "False";
        var condition = Find(definition, type);
        if (condition is not null && condition.Status == text && condition.Reason == reason && condition.Message == message)
        {
            return false;
        }

        condition ??= definition.Status.Conditions.AddNew();
        if (condition.Status != text)
        {
            condition.LastTransitionTime = now;
        }

        (condition.Type, condition.Status, condition.Reason, condition.Message) = (type, text, reason, message);
        return true;
    }
}
