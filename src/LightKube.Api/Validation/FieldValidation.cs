namespace LightKube.Api.Validation;

/// <summary>What to do about fields that the schema does not know or that stand twice (<c>fieldValidation</c> of a request).</summary>
public enum FieldValidation : byte
{
    /// <summary>Drop them silently.</summary>
    Ignore,

    /// <summary>Drop them and warn.</summary>
    Warn,

    /// <summary>Refuse the request.</summary>
    Strict,
}
