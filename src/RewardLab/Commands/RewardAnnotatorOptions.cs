using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Options of commands that let rewards answer a study beside people.</summary>
internal sealed class RewardAnnotatorOptions
{
    private readonly StudyKind _kind;
    private readonly Option<string[]> _annotator;
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "set an option of a reward annotator's reward, such as --set vlm.method=pairwise; repeatable ('components show' lists them)",
        HelpName = "REWARD.OPTION=VALUE",
    };
    private readonly Option<bool> _noPage = new("--no-page") { Description = "begin the study, let the reward annotators answer, and end" };

    /// <summary>The options.</summary>
    /// <param name="kind">What the study asks.</param>
    public RewardAnnotatorOptions(StudyKind kind)
    {
        _kind = kind;
        _annotator = kind == StudyKind.Labels
            ? new Option<string[]>("--reward-annotator")
            {
                Description = "a reward annotator, which labels an image as good where a reward's score is at least a limit, such as clip=toybox-clip@0.3; "
                    + "repeatable",
                HelpName = "NAME=REWARD@SCORE",
            }
            : new Option<string[]>("--reward-annotator", FormerOptions.RewardAnnotator)
            {
                Description =
                    "a reward annotator, which answers by one reward for alignment and one for quality, such as "
                    + "inspector=toybox-truth,toybox-fidelity@0.02, where a difference of 0.02 or less is a tie; repeatable",
                HelpName = "NAME=REWARD,REWARD",
            };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_annotator);
        command.Options.Add(_set);
        command.Options.Add(_noPage);
    }

    /// <summary>The reward annotators that the command line asks for.</summary>
    /// <exception cref="RecipeUsageException">One is not of the form that the option has, or there is none whose options could be set.</exception>
    public IReadOnlyList<RewardAnnotator> Read(ParseResult parsed)
    {
        RewardAnnotator[] annotators = [.. (parsed.GetValue(_annotator) ?? []).Select(text => RewardAnnotator.Parse(text, _kind))];
        return annotators.Length == 0 && parsed.GetValue(_set) is [var first, ..]
            ? throw new RecipeUsageException($"--set {first} sets an option of a reward annotator's reward; name the annotator with --reward-annotator.")
            : annotators;
    }

    /// <summary>Lets reward annotators answer, then serves the study's pages, unless none are wanted.</summary>
    /// <param name="session">What is written to.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="study">The study.</param>
    /// <param name="annotators">The reward annotators.</param>
    /// <param name="request">How the pages are served.</param>
    /// <param name="after">What to do with the answers: said at the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AnswerAndServeAsync(
        Session session,
        ParseResult parsed,
        Study study,
        IReadOnlyList<RewardAnnotator> annotators,
        ServingRequest request,
        string after,
        CancellationToken cancellationToken)
    {
        await new RewardAnnotation(session, GlobalOptions.TorchOptions(parsed)).AnswerAsync(study, annotators, parsed.GetValue(_set) ?? [], cancellationToken);
        if (parsed.GetValue(_noPage))
        {
            session.Screen.Output.WriteLine($"{study.Board.AnswerCount} answers are saved in {study.Path}\n{after}");
            return;
        }

        await new StudyServing(session, request).ServeAsync(study, after, cancellationToken);
    }
}
