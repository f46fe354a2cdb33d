using System.CommandLine;
using RewardLab.Abstractions;

namespace RewardLab.Jobs.Prompts;

/// <summary>The command line's options that choose a generator.</summary>
internal sealed class GeneratorOptions
{
    private readonly Option<string> _generator = new("--generator")
    {
        Description = "id of the generator, such as counting, llm or auto ('plugins list' shows them)",
        HelpName = "ID",
        Required = true,
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "set an option of the generator, such as --set reach=1; repeatable ('plugins show' lists them)",
        HelpName = "OPTION=VALUE",
    };
    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "where a language model is served, such as http://localhost:11434/v1",
        HelpName = "URL",
    };
    private readonly Option<string?> _model = new("--model") { Description = "the language model, by its name there", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Add(_generator);
        command.Add(_set);
        command.Add(_endpoint);
        command.Add(_model);
    }

    public GeneratorChoice Read(ParseResult parsed, IReadOnlyList<ComponentDescription> components) => GeneratorChoice.Parse(
        parsed.GetRequiredValue(_generator),
        parsed.GetValue(_set) ?? [],
        [("endpoint", parsed.GetValue(_endpoint)), ("model", parsed.GetValue(_model))],
        components);
}
