using LightKube.Api.FlowControl.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Flow;

/// <summary>PriorityLevelConfigurations: how many requests run at once, and how the others wait.</summary>
internal sealed class PriorityLevelValidation() : KindValidation(PriorityLevelConfiguration.Schema)
{
    private const int MaxQueues = 10_000_000;

    private static readonly string[] Types = ["Exempt", "Limited"];
    private static readonly string[] Responses = ["Queue", "Reject"];

    protected override void Validate(Field obj)
    {
        var (spec, type) = (obj["spec"], obj["spec"]["type"]);
        if ((obj["metadata"]["name"].Text == "exempt") != (type.Text == "Exempt"))
        {
            type.Invalid("type must be 'Exempt' if and only if name is 'exempt'");
        }

        var (exempt, limited) = (spec["exempt"], spec["limited"]);
        switch (type.Text)
        {
            case "Exempt":
                if (limited.IsSet)
                {
                    limited.Forbidden("must be nil if the type is not Limited");
                }

                Shares(exempt);
                break;
            case "Limited":
                if (exempt.IsSet)
                {
                    exempt.Forbidden("must be nil if the type is Limited");
                }

                Limited(limited);
                break;
            default:
                type.NotSupported(Types);
                break;
        }
    }

    protected override void ValidateStatus(Field obj, Field old) => FlowRules.Conditions(obj["status"]["conditions"]);

    private static void Shares(Field level)
    {
        if (level["nominalConcurrencyShares"].Number < 0)
        {
            level["nominalConcurrencyShares"].Invalid("must be a non-negative integer");
        }

        var lendable = level["lendablePercent"];
        if (lendable.Number is < 0 or > 100)
        {
            lendable.Invalid("must be between 0 and 100, inclusive");
        }
    }

    private static void Limited(Field level)
    {
        if (!level.IsSet)
        {
            level.Required("must not be empty when type is Limited");
            return;
        }

        Shares(level);
        if (level["borrowingLimitPercent"].Number < 0)
        {
            level["borrowingLimitPercent"].Invalid("if specified, must be a non-negative integer");
        }

        var (response, queuing) = (level["limitResponse"], level["limitResponse"]["queuing"]);
        switch (response["type"].Text)
        {
            case "Reject":
                if (queuing.IsSet)
                {
                    queuing.Forbidden("must be nil if limited.limitResponse.type is not Limited");
                }

                break;
            case "Queue" when !queuing.IsSet:
                queuing.Required("must not be empty if limited.limitResponse.type is Limited");
                break;
            case "Queue":
                Queuing(queuing);
                break;
            default:
                response["type"].NotSupported(Responses);
                break;
        }
    }

    private static void Queuing(Field queuing)
    {
        var (queues, hand) = (queuing["queues"], queuing["handSize"]);
        foreach (var field in (ReadOnlySpan<string>)["queueLengthLimit", "queues"])
        {
            if (queuing[field].Number <= 0)
            {
                queuing[field].Invalid(queuing[field].Number, "must be positive");
            }
        }

        if (queues.Number > MaxQueues)
        {
            queues.Invalid($"must not be greater than {MaxQueues}");
        }

        if (hand.Number <= 0)
        {
            hand.Invalid(hand.Number, "must be positive");
        }
        else if (hand.Number > queues.Number)
        {
            hand.Invalid($"should not be greater than queues ({queues.Number})");
        }
        else if (Entropy(queues.Number, hand.Number) is > 60 and var bits)
        {
            hand.Invalid($"required entropy bits of deckSize {queues.Number} and handSize {hand.Number} should not be greater than 60: {bits}");
        }
    }

    /// <summary>The bits of a hash that dealing that many cards uses up.</summary>
    private static int Entropy(long deck, long hand) => (int)Math.Ceiling(Math.Log2(deck) * hand);
}
