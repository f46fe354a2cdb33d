using System.CommandLine;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab study links'.</summary>
internal static class StudyLinksCommand
{
    public static Command Create(Session session)
    {
        var where = StudyCommand.Where();
        var renew = new Option<string[]>("--renew") { Description = "annotator whose link is replaced by a new one; repeatable", HelpName = "NAME" };
        var json = JsonOutput.NewOption();
        var shared = new Option<bool>("--renew-shared") { Description = "replace the link that asks for a name" };
        var command = new Command("links", "Shows the links of a study's annotators, which stay the same as long as the study lives, and renews them.")
        {
            where,
            renew,
            shared,
            json,
            GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            var path = StudyCommand.Find(session, parsed, where);
            var names = parsed.GetValue(renew) ?? [];
            if (names.Length > 0 || parsed.GetValue(shared))
            {
                using var editor = StudyEditor.Open(path, session.Time);
                foreach (var name in names)
                {
                    editor.Renew(name);
                }

                if (parsed.GetValue(shared))
                {
                    editor.RenewSession();
                }
            }

            var content = StudyContent.Read(path);
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, new
                {
                    content.Address,
                    IsServed = StudyLock.IsHeld(path),
                    Annotators = content.People.Select(annotator => new { annotator.Name, Link = Link(annotator.Token) }),
                    Shared = Link(content.SessionToken),
                });

                string? Link(string? token) => content.Address is { } place && token is not null ? $"{place}/s/{token}/" : null;
            }

            var output = session.Screen.Output;
            if (content.Address is not { } address)
            {
                output.WriteLine("The study has not been served yet, so it has no links. Serve it with 'rewardlab label' or 'rewardlab judge'.");
                return ExitCode.Success;
            }

            output.WriteLine(StudyLock.IsHeld(path) ? $"Served at {address} now." : $"Last served at {address}; nothing is served there now.");
            foreach (var annotator in content.People)
            {
                output.WriteLine($"  {annotator.Name}: {address}/s/{annotator.Token}/");
            }

            if (content.SessionToken is { } token)
            {
                output.WriteLine($"  asks for a name, where no --annotator is given: {address}/s/{token}/");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
