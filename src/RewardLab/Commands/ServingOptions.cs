using System.CommandLine;
using RewardLab.Jobs.Studies;

namespace RewardLab.Commands;

/// <summary>Options of commands that ask people through pages.</summary>
internal sealed class ServingOptions
{
    private readonly Option<string[]> _annotator = new("--annotator")
    {
        Description = "name of an annotator, who gets a personal link; repeatable [default: one link that asks for a name]",
        HelpName = "NAME",
    };
    private readonly WebPlaceOptions _place = new();
    private readonly Option<int> _break = new("--break-minutes")
    {
        Description = "minutes after which annotators are reminded to rest; 0 for never",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_annotator);
        command.Options.Add(_break);
        _place.AddTo(command);
    }

    public ServingRequest Read(ParseResult parsed)
    {
        var request = new ServingRequest
        {
            Annotators = [.. (parsed.GetValue(_annotator) ?? []).Distinct(StringComparer.Ordinal)],
            BreakMinutes = Math.Max(0, parsed.GetValue(_break)),
            Web = _place.Read(parsed),
        };
        StudyServing.Check(request);
        return request;
    }
}
